import { t } from '../../messages';
import { byNeed, left, visitedOfKnown } from '../board/counts';
import { natural } from '../board/heat';
import { Meter, MeterKey } from '../board/Meter';
import type { CoverageRow, Team } from '../board/wire';
import { sayAgo, sayClock, sayNumber, sayShare } from '../board/words';
import { Chip, Empty } from '../parts';
import { doorsPath, type DoorFilter } from './filters';

interface Props {
  readonly rows: readonly CoverageRow[];
  readonly teams: readonly Team[];
  readonly now: number;
}

/** Every team, the one furthest behind first. Each number opens its doors. */
export function TeamTable({ rows, teams, now }: Props) {
  if (rows.length === 0) return <Empty icon="people" title={t('desk.empty.teams')} text={t('desk.empty.teams.text')} />;
  return (
    <section class="panel">
      <div class="scroll-x" tabIndex={0} role="region" aria-label={t('desk.teams.table')}>
        <table class="grid-table team-table">
          <caption class="visually-hidden">{t('desk.teams.table')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('desk.col.team')}</th>
              <th scope="col" data-num data-minor>
                {t('desk.col.known')}
              </th>
              <th scope="col" data-num>
                {t('desk.col.visited')}
              </th>
              <th scope="col" data-num data-minor>
                {t('desk.col.met')}
              </th>
              <th scope="col" data-num>
                {t('desk.col.left')}
              </th>
              <th scope="col" data-wide data-minor>
                {t('desk.col.progress')}
              </th>
              <th scope="col" data-num>
                {t('desk.col.share')}
              </th>
              <th scope="col">{t('desk.col.heard')}</th>
            </tr>
          </thead>
          <tbody>
            {byNeed(rows).map((row) => (
              <Row key={row.id} row={row} team={teams.find(({ id }) => id === row.id)} now={now} />
            ))}
          </tbody>
        </table>
      </div>
      <MeterKey />
    </section>
  );
}

function Row({ row, team, now }: { readonly row: CoverageRow; readonly team: Team | undefined; readonly now: number }) {
  const whose: DoorFilter = row.name === '' ? { unassigned: true } : { team_id: row.id };
  return (
    <tr>
      <th scope="row">
        {row.name === '' ? t('desk.no_team') : <a href={`/desk/teams/${row.id}`}>{row.name}</a>}
        <span data-quiet>{sayBuildings(team)}</span>
      </th>
      <td data-num data-minor>
        <a href={doorsPath(whose)}>{sayNumber(row.known)}</a>
      </td>
      <td data-num>
        <b>{sayNumber(row.visited)}</b>
      </td>
      <td data-num data-minor>
        <a href={doorsPath({ ...whose, state: 'met' })}>{sayNumber(row.met)}</a>
      </td>
      <td data-num>
        <a href={doorsPath({ ...whose, unvisited: true })}>{sayNumber(left(row))}</a>
      </td>
      <td data-wide data-minor>
        <Meter counts={row} label={row.name === '' ? t('desk.no_team') : row.name} />
      </td>
      <td data-num>{sayShare(visitedOfKnown(row))}</td>
      <td>
        <Heard team={team} now={now} />
      </td>
    </tr>
  );
}

function Heard({ team, now }: { readonly team: Team | undefined; readonly now: number }) {
  const phones = team?.phones;
  if (phones === undefined) return <span data-quiet>–</span>;
  if (phones.of === 0) return <span data-quiet>{t('desk.phone.none')}</span>;
  if (phones.silent === 0) return <span data-quiet>{sayAgo(phones.last_seen_at, now)}</span>;
  const since = phones.silent_since;
  return (
    <Chip tone="urgent" icon="warning">
      {since === null
        ? t('desk.fresh.short_never', { n: phones.silent })
        : t('desk.fresh.short', { n: phones.silent, time: sayClock(since, now) })}
    </Chip>
  );
}

function sayBuildings(team: Team | undefined): string {
  const names = (team?.buildings ?? []).map(({ name }) => name).sort(natural);
  if (names.length <= 4) return names.join(t('desk.list'));
  return t('desk.teams.buildings', { names: names.slice(0, 3).join(t('desk.list')), n: names.length });
}
