import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../messages';
import { fetched, followChanges, reference, session, type Team as TeamItem } from '../../store';
import '../board/board.css';
import { Queue } from '../attention/Queue';
import { readFilter, writeFilter } from '../desk/filters';
import { Coming } from '../next/Nothing';
import { lastEnded, Over } from '../next/Over';
import { Button, Empty } from '../parts';
import { useArrival } from '../parts/arrival';
import { navigate, route, type ScreenProps } from '../router';
import { ListedDoors } from './ListedDoors';
import { TeamCards } from './TeamCards';
import { TeamCoverage } from './TeamCoverage';
import { TeamDoors } from './TeamDoors';
import { TeamPeople } from './TeamPeople';
import { TeamToday } from './TeamToday';
import './team.css';

const PAGES = [
  { path: '/team', key: 'today' },
  { path: '/team/coverage', key: 'coverage' },
  { path: '/team/people', key: 'people' },
  { path: '/team/doors', key: 'doors' },
  { path: '/team/attention', key: 'attention' },
] as const;

/** The leader's room, on the same phone: how far the team is, who is silent, who takes which doors. */
export function Team({ query }: ScreenProps) {
  useEffect(followChanges, []);
  const heading = useRef<HTMLHeadingElement>(null);
  useArrival(heading, route.value.path);
  const chosen = useSignal<string | null>(query['team_id'] ?? query['tried_by'] ?? null);
  const teams = ledTeams();
  const team = teams.find(({ id }) => id === chosen.value) ?? teams[0];
  if (team === undefined) return <NoTeam />;
  const path = route.value.path;
  const filter = readFilter(new URLSearchParams(query));
  return (
    <div class="team">
      <header class="page-top">
        <div class="between">
          <h1 ref={heading} tabIndex={-1}>
            {team.name}
          </h1>
          {teams.length > 1 && (
            <label class="inline-field">
              <span class="visually-hidden">{t('desk.team.which')}</span>
              <select value={team.id} onChange={(event) => (chosen.value = event.currentTarget.value)}>
                {teams.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
          )}
          <a class="button" data-kind="plain" data-size="small" href="/team/paper">
            {t('rolls.paper.link')}
          </a>
        </div>
        <nav class="desk-switch team-pages" aria-label={t('desk.team.tabs')}>
          {PAGES.map((page) => (
            <a key={page.key} class="team-page" href={page.path} aria-current={path === page.path ? 'true' : undefined}>
              {page.key === 'today' ? t('people.day.tab') : t(`desk.team.tab.${page.key}`)}
            </a>
          ))}
        </nav>
      </header>
      <main class="page-body">
        {path === '/team/people' ? (
          <TeamPeople key={team.id} team={team} />
        ) : path === '/team/list' ? (
          <ListedDoors key={`${team.id} ${writeFilter(filter)}`} team={team} filter={filter} />
        ) : path === '/team/doors' ? (
          <TeamDoors key={team.id} team={team} query={query} />
        ) : path === '/team/attention' ? (
          <Queue
            heading="h2"
            doorPath={(id) => `/door/${id}`}
            doorsPath={(person) => `/team/doors?person_id=${person}`}
            personPath={() => '/team/people'}
          />
        ) : path === '/team/cards' ? (
          <TeamCards key={team.id} team={team} />
        ) : path === '/team/coverage' ? (
          <TeamCoverage key={team.id} team={team} />
        ) : (
          <TeamToday key={team.id} team={team} query={query} />
        )}
      </main>
    </div>
  );
}

/** The teams this person leads, as the phone knows them. */
/** Of whoever led a team whose round has ended this page says so, not that they are no leader. */
function NoTeam() {
  const ended = lastEnded();
  if (ended !== undefined) return <Over ended={ended} />;
  if (!(session.value?.roles ?? []).some(({ role }) => role === 'leader'))
    return (
      <Empty icon="people" title={t('desk.team.not_leader')} text={t('desk.team.not_leader.text')}>
        <Button kind="primary" onClick={() => navigate('/')}>
          {t('core.not_found.go')}
        </Button>
      </Empty>
    );
  if (!fetched.value) return <Coming />;
  return <Empty icon="people" title={t('desk.team.no_round')} text={t('desk.team.no_round.text')} />;
}

function ledTeams(): readonly TeamItem[] {
  const led = (session.value?.roles ?? []).flatMap(({ role, team_id }) =>
    role === 'leader' && team_id !== undefined ? [team_id] : [],
  );
  return led.flatMap((id) => reference.value.teams.get(id) ?? []);
}
