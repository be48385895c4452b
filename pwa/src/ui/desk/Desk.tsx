import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../messages';
import { followChanges } from '../../store';
import { Trouble } from '../board/Trouble';
import type { Campaign } from '../board/wire';
import { Empty } from '../parts';
import { Sharing } from '../sharing/Sharing';
import { matchPath, type ScreenProps, route } from '../router';
import { AttentionPage } from './AttentionPage';
import { useCampaign, useCampaignInAddress } from './campaign';
import { CoveragePage } from './CoveragePage';
import '../board/board.css';
import './desk.css';
import { Doors } from './Doors';
import { Moves } from './Moves';
import { isPage } from './pages';
import { Rolls } from '../rolls/Rolls';
import { AuditPage } from '../people/AuditPage';
import { CardsPage } from '../people/CardsPage';
import { DayPage } from '../people/DayPage';
import { People } from '../people/People';
import { PersonPage } from '../people/PersonPage';
import { Setup } from '../setup/Setup';
import { Steps } from '../setup/Steps';
import { Side } from './Side';
import { TeamPage } from './TeamPage';
import { Teams } from './Teams';

/** The coordinator's room: side navigation and one page. Everything here is read from the server and follows its changes. */
export function Desk({ query }: ScreenProps) {
  useEffect(followChanges, []);
  const looked = useCampaign();
  const { campaign, campaigns, loaded } = looked;
  useCampaignInAddress(looked);
  const path = route.value.path;
  const main = useRef<HTMLElement>(null);
  usePageFocus(main, path);
  return (
    <div class="desk">
      <Side campaigns={campaigns} campaign={campaign} />
      <main class="desk-page" id="desk-page" ref={main} tabIndex={-1}>
        {!isPage(path) ? (
          <NoSuchPage />
        ) : path.startsWith('/desk/setup') ? (
          <Setup path={path} query={query} />
        ) : path.startsWith('/desk/rolls') ? (
          <Rolls path={path} query={query} campaign={campaign} />
        ) : matchPath('/desk/attention', path) ? (
          <AttentionPage campaign={campaign} />
        ) : isAboutPeople(path) ? (
          <PeoplePages path={path} query={query} campaign={campaign} />
        ) : campaign !== null ? (
          <Page path={path} query={query} campaign={campaign} />
        ) : loaded.problem !== null ? (
          <Trouble problem={loaded.problem} onRetry={loaded.reload} />
        ) : loaded.data === null ? (
          <p role="status">{t('core.loading')}</p>
        ) : (
          <Steps />
        )}
      </main>
    </div>
  );
}

function NoSuchPage() {
  return (
    <Empty icon="info" title={t('core.not_found.title')}>
      <a class="button" data-kind="primary" href="/desk">
        {t('core.not_found.desk')}
      </a>
    </Empty>
  );
}

interface PageProps {
  readonly path: string;
  readonly query: ScreenProps['query'];
  readonly campaign: NonNullable<ReturnType<typeof useCampaign>['campaign']>;
}

function Page({ path, query, campaign }: PageProps) {
  const team = matchPath('/desk/teams/:id', path)?.['id'];
  if (team !== undefined) return <TeamPage campaign={campaign} id={team} />;
  const day = matchPath('/desk/teams/:id/day', path)?.['id'];
  if (day !== undefined) return <DayPage key={day} campaign={campaign} id={day} query={query} />;
  const cards = matchPath('/desk/teams/:id/cards', path)?.['id'];
  if (cards !== undefined) return <CardsPage campaign={campaign} id={cards} />;
  if (matchPath('/desk/doors', path)) return <Doors campaign={campaign} query={query} />;
  if (matchPath('/desk/sharing', path)) return <Sharing campaign={campaign} query={query} />;
  if (matchPath('/desk/moves', path)) return <Moves campaign={campaign} />;
  if (matchPath('/desk/teams', path)) return <Teams campaign={campaign} />;
  return <CoveragePage campaign={campaign} query={query} />;
}

const isAboutPeople = (path: string): boolean => path.startsWith('/desk/people') || path.startsWith('/desk/audit');

/** People and what was done: there before the first campaign is. */
function PeoplePages({ path, query, campaign }: Omit<PageProps, 'campaign'> & { readonly campaign: Campaign | null }) {
  if (path.startsWith('/desk/audit')) return <AuditPage query={query} />;
  const person = matchPath('/desk/people/:id', path)?.['id'];
  return person === undefined ? <People query={query} /> : <PersonPage key={person} id={person} campaign={campaign} />;
}

/** Another page of the desk takes the focus, so that a screen reader goes on there and Tab leads into it, not through the navigation again. */
function usePageFocus(main: { readonly current: HTMLElement | null }, path: string): void {
  const before = useRef(path);
  useEffect(() => {
    const { current } = main;
    if (before.current === path || current === null) return;
    before.current = path;
    if (!current.contains(document.activeElement)) current.focus({ preventScroll: true });
  }, [main, path]);
}
