import { t } from '../../messages';
import { doors, reference, syncing, type Team } from '../../store';
import { useNow } from '../board/clock';
import { Counted } from '../board/Counted';
import { Counting, useCoverage } from '../board/Counting';
import { contactOfVisited, left, metOfBase, visitedOfBase, visitedOfKnown } from '../board/counts';
import { natural } from '../board/heat';
import { silence } from '../board/freshness';
import { FreshChip } from '../board/FreshChip';
import { Meter, MeterKey } from '../board/Meter';
import { withQuery } from '../board/office';
import { Outcomes } from '../board/Outcomes';
import { useGet } from '../board/resource';
import { Tower, TowerKey } from '../board/Tower';
import type { Counts, CoverageRow, Team as TeamCounts } from '../board/wire';
import { sayAgo, sayClock, sayNumber, sayOf, sayShare } from '../board/words';
import { Empty } from '../parts';
import { listPath } from './listed';
import { buildingOf, buildingRows, cellsOf, countsOf, doorsOf, goalOf, personRows } from './local';
import { TeamGoal } from './TeamGoal';
import { TwoValues } from './TwoValues';

/** How far the team is: the server's numbers where there is a network, else this phone's own; always said which. */
export function TeamCoverage({ team }: { readonly team: Team }) {
  const now = useNow();
  const mine = doorsOf(doors.value, team.id);
  const path = `/api/campaigns/${team.campaign_id}/coverage`;
  const online = useCoverage(withQuery(path, { by: 'building', team_id: team.id }));
  const people = useCoverage(withQuery(path, { by: 'person', team_id: team.id }));
  const teams = useGet<{ readonly teams: readonly TeamCounts[] }>(`/api/campaigns/${team.campaign_id}/teams`);
  const fromServer = online.problem === null ? online.data : null;
  if (mine.length === 0 && fromServer === null)
    return <Empty icon="building" title={t('desk.team.no_cards')} text={t('desk.team.no_cards.text')} />;
  const whose = { team_id: team.id };
  const counts: Counts = fromServer ?? countsOf(mine);
  const goal = goalOf(team, reference.value);
  const quiet = silence((teams.data?.teams ?? []).filter(({ id }) => id === team.id).map(({ phones }) => phones));
  return (
    <>
      <TeamGoal counts={counts} goal={goal} team={team.name} />
      <Counting of={fromServer} />
      <section class="panel">
        <div class="team-figures">
          {goal === 'met' ? (
            <Figure
              value={sayOf(visitedOfKnown(counts))}
              share={sayShare(visitedOfKnown(counts))}
              title={t('desk.kpi.visited')}
            />
          ) : (
            <Figure value={sayOf(metOfBase(counts))} share={sayShare(metOfBase(counts))} title={t('desk.kpi.met')} />
          )}
          <Figure
            value={sayNumber(counts.never_tried)}
            title={t('desk.kpi.never')}
            href={counts.never_tried === 0 ? null : listPath({ ...whose, state: 'never_tried' })}
          />
          <Figure
            value={sayNumber(counts.added_on_the_way)}
            title={t('desk.kpi.added')}
            href={counts.added_on_the_way === 0 ? null : listPath({ ...whose, added: true })}
          />
        </div>
        <p data-quiet role="status" aria-live="polite">
          {fromServer === null
            ? sayFromPhone(mine.length, now)
            : t('desk.team.from_server', { time: sayClock(fromServer.as_of, now) })}
        </p>
        {teams.data !== null && <FreshChip {...quiet} now={now} />}
        <details class="team-how">
          <summary>{t('desk.how')}</summary>
          <p>{t('desk.kpi.visited.how')}</p>
          <p>
            {t('desk.kpi.visited.adjusted', {
              share: sayShare(visitedOfBase(counts)),
              of: sayOf(visitedOfBase(counts)),
            })}
          </p>
          <p>
            {t('desk.kpi.met.how', {
              known: counts.known,
              dnc: counts.do_not_contact,
              vacant: counts.vacant,
              base: counts.base,
            })}
          </p>
          <p>
            {t('desk.kpi.met.contact', {
              share: sayShare(contactOfVisited(counts)),
              of: sayOf(contactOfVisited(counts)),
            })}
          </p>
          <p>{t('desk.kpi.added.how')}</p>
        </details>
      </section>
      <TwoValues doors={mine} />
      <h2>{t('desk.outcomes')}</h2>
      <Outcomes counts={counts} linkOf={(state) => listPath({ ...whose, state })} />
      <h2>{t('desk.team.by_building')}</h2>
      <section class="panel">
        <Rows
          rows={fromServer === null ? buildingRows(mine, reference.value) : byName(fromServer.rows)}
          hrefOf={(id) => `/team/doors?building_id=${id}`}
          listOf={(id) => listPath({ ...whose, building_id: id, visited: true })}
        />
        <MeterKey />
      </section>
      <h2>{t('desk.team.by_person')}</h2>
      <section class="panel">
        <ul class="person-rows">
          {(people.problem === null && people.data !== null ? people.data.rows : personRows(mine, reference.value)).map(
            (row) => (
              <PersonRow key={row.id} row={row} team={team.id} />
            ),
          )}
        </ul>
      </section>
      {mine.length > 0 && (
        <>
          <h2>{t('desk.team.map')}</h2>
          <section class="panel">
            <div class="team-towers">
              {buildingRows(mine, reference.value).map(({ id, name }) => (
                <a key={id} href={`/team/doors?building_id=${id}`}>
                  <b>{name}</b>
                  <Tower building={buildingOf(id, reference.value)} cells={cellsOf(mine, id)} />
                </a>
              ))}
            </div>
            <TowerKey />
          </section>
        </>
      )}
    </>
  );
}

function sayFromPhone(n: number, now: number): string {
  const { last_heard_at } = syncing.value;
  return last_heard_at === null
    ? t('desk.team.from_phone_only', { n })
    : t('desk.team.from_phone', { n, time: sayAgo(last_heard_at, now) });
}

const byName = (rows: readonly CoverageRow[]): readonly CoverageRow[] =>
  [...rows].sort((a, b) => natural(a.name, b.name));

interface FigureProps {
  readonly value: string;
  readonly share?: string;
  readonly title: string;
  readonly href?: string | null;
}

function Figure({ value, share, title, href = null }: FigureProps) {
  return (
    <p>
      <b>
        <Counted href={href}>{value}</Counted>
      </b>
      <span data-quiet>{share === undefined ? title : `${title} · ${share}`}</span>
    </p>
  );
}

interface RowsProps {
  readonly rows: readonly CoverageRow[];
  readonly hrefOf: (id: string) => string;
  readonly listOf: (id: string) => string;
}

function Rows({ rows, hrefOf, listOf }: RowsProps) {
  return (
    <ul class="building-rows">
      {rows.map((row) => (
        <li key={row.id}>
          <a href={hrefOf(row.id)}>{row.name}</a>
          <span>
            <Counted href={row.visited === 0 ? null : listOf(row.id)}>{sayOf(visitedOfKnown(row))}</Counted>{' '}
            <span data-quiet>{sayShare(visitedOfKnown(row))}</span>
          </span>
          <Meter counts={row} label={row.name} />
        </li>
      ))}
    </ul>
  );
}

function PersonRow({ row, team }: { readonly row: CoverageRow; readonly team: string }) {
  const isNobody = row.name === '';
  const tried = listPath({ tried_by: team, tried_person: row.id });
  const held = listPath({ team_id: team, ...(isNobody ? { unheld: true } : { person_id: row.id }) });
  return (
    <li>
      <b>{isNobody ? t('seeing.whole_team') : row.name}</b>
      {row.work !== undefined && !isNobody && (
        <span data-quiet>
          <Counted href={row.work.doors === 0 ? null : tried}>
            {t('desk.member.work', { visits: row.work.visits, doors: row.work.doors })}
          </Counted>
        </span>
      )}
      <span data-quiet>
        <Counted href={row.known === 0 ? null : held}>
          {row.known > 0 ? t('desk.member.holds', { n: row.known, left: left(row) }) : t('desk.member.holds_none')}
        </Counted>
      </span>
    </li>
  );
}
