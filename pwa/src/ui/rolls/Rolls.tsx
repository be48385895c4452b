import { t } from '../../messages';
import type { Campaign } from '../board/wire';
import { useTeams } from '../desk/campaign';
import { ExportsPage } from '../exports/ExportsPage';
import { PrintPage } from '../paper/PrintPage';
import { TypePage } from '../paper/TypePage';
import type { PaperTeam } from '../paper/Which';
import { Empty } from '../parts';
import { matchPath } from '../router';
import { RollsPage } from './RollsPage';

const TABS = [
  { path: '/desk/rolls', key: 'in' },
  { path: '/desk/rolls/out', key: 'out' },
  { path: '/desk/rolls/paper', key: 'paper' },
  { path: '/desk/rolls/typing', key: 'typing' },
] as const;

interface Props {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Null before the first round of visits: rolls come first. */
  readonly campaign: Campaign | null;
}

/** What comes in and goes out: rolls, files, paper. */
export function Rolls({ path, query, campaign }: Props) {
  const here = TABS.find((tab) => matchPath(tab.path, path) !== null)?.key ?? 'in';
  return (
    <>
      <nav class="desk-tabs paper-controls" aria-label={t('rolls.tabs')}>
        {TABS.map(({ path: to, key }) => (
          <a key={key} href={to} aria-current={key === here ? 'page' : undefined}>
            {t(`rolls.tab.${key}`)}
          </a>
        ))}
      </nav>
      <header class="desk-head paper-controls">
        <h1>{t(`rolls.tab.${here}`)}</h1>
      </header>
      {here === 'in' ? (
        <RollsPage id={matchPath('/desk/rolls/:id', path)?.['id'] ?? null} />
      ) : campaign === null ? (
        <Empty icon="info" title={t('rolls.no_campaign')} text={t('rolls.no_campaign.text')}>
          <a class="button" data-kind="primary" href="/desk/setup">
            {t('desk.coverage.no_team.go')}
          </a>
        </Empty>
      ) : here === 'out' ? (
        <ExportsPage campaign={campaign} query={query} />
      ) : (
        <Paper campaign={campaign} here={here} />
      )}
    </>
  );
}

function Paper({ campaign, here }: { readonly campaign: Campaign; readonly here: 'paper' | 'typing' }) {
  const loaded = useTeams(campaign.id);
  if (loaded.data === null) return <p role="status">{t('core.loading')}</p>;
  const teams: readonly PaperTeam[] = loaded.data.teams;
  return here === 'paper' ? (
    <PrintPage campaign={campaign.id} teams={teams} withTeam typing="/desk/rolls/typing" />
  ) : (
    <TypePage campaign={campaign.id} teams={teams} withTeam />
  );
}
