import { useMemo, useRef } from 'preact/hooks';
import { t } from '../../messages';
import { useCoverage } from '../board/Counting';
import { byNeed } from '../board/counts';
import { natural } from '../board/heat';
import { MeterKey } from '../board/Meter';
import { withQuery } from '../board/office';
import { type Loaded } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Campaign, Coverage, CoverageRow, Team } from '../board/wire';
import type { DoorFilter } from '../desk/filters';
import { Empty } from '../parts';
import { navigate } from '../router';
import { boardPath, BREAKDOWNS, ORDERS, type Board, type Order } from './address';
import './breakdown.css';
import { Row, type RowWords } from './Row';
import { Room } from './Room';
import { Times } from './Times';
import { useWindow } from './window';

interface Props {
  readonly campaign: Campaign;
  readonly board: Board;
  readonly teams: readonly Team[];
  /** The rows by team, which the page has anyhow. */
  readonly byTeam: Loaded<Coverage>;
  readonly now: number;
}

/** More rows than this are not asked for at once: first a team or an area is chosen. */
const MOST_TEAMS = 60;

/** The same doors by team, area, building, person or day. Which, stands in the address. */
export function Breakdown({ campaign, board, teams, byTeam, now }: Props) {
  const isNarrow = board.team_id !== undefined || board.area_id !== undefined;
  const isTooMuch = teams.length > MOST_TEAMS && !isNarrow && (board.by === 'building' || board.by === 'person');
  const section = useRef<HTMLElement>(null);
  const keepHeight = (): void => {
    const { current: shown } = section;
    shown?.style.setProperty('--was-high', `${shown.offsetHeight}px`); // what lies below stays where it is while rows are fetched
  };
  return (
    <section class="breakdown" aria-label={t('seeing.breakdown')} ref={section}>
      <nav class="desk-switch" aria-label={t('seeing.breakdown')} onClick={keepHeight}>
        {BREAKDOWNS.map((by) => (
          <a
            key={by}
            href={boardPath(board, { by, sort: undefined })}
            aria-current={by === board.by ? 'true' : undefined}
          >
            {t(`seeing.by.${by}`)}
          </a>
        ))}
      </nav>
      {board.by === 'day' ? (
        <Times campaign={campaign} board={board} />
      ) : isTooMuch ? (
        <Empty icon="people" title={t('seeing.choose')} text={t('seeing.choose.text')} />
      ) : (
        <Rows campaign={campaign} board={board} teams={teams} byTeam={byTeam} now={now} />
      )}
    </section>
  );
}

function Rows({ campaign, board, teams, byTeam, now }: Props) {
  const path = withQuery(`/api/campaigns/${campaign.id}/coverage`, {
    by: board.by,
    team_id: board.team_id,
    area_id: board.area_id,
  });
  const other = useCoverage(board.by === 'team' ? null : path);
  const got = board.by === 'team' ? byTeam : other;
  const rows = useMemo(
    () => sorted(got.data === null ? [] : shownRows(got.data.rows, board), board.sort),
    [got.data, board],
  );
  const words = useMemo(() => wordsOf(rows, board, teams), [rows, board, teams]); // the same for a row that stays: it is not drawn anew
  const { body, from, to, row_px } = useWindow(rows.length);
  if (got.data === null)
    return got.problem === null ? (
      <p role="status">{t('core.loading')}</p>
    ) : (
      <Trouble problem={got.problem} onRetry={got.reload} />
    );
  if (rows.length === 0)
    return board.by === 'team' ? (
      <Empty icon="people" title={t('desk.empty.teams')} text={t('desk.empty.teams.text')} />
    ) : (
      <Empty icon="building" title={t('seeing.no_rows')} text={t('seeing.no_rows.text')} />
    );
  const hasHeard = board.by === 'team';
  const hasWork = rows.some(({ work }) => work !== undefined);
  const columns = 7 + Number(hasHeard) + Number(hasWork);
  return (
    <div class="panel">
      <header class="desk-head">
        <p data-quiet>
          {t('seeing.rows', { n: rows.length })}
          {isOfAreasPeople(board) && ` · ${t('seeing.people_of_area')}`}
        </p>
        <label class="inline-field">
          <span>{t('seeing.sort')}</span>
          <select
            value={board.sort}
            onChange={(event) =>
              navigate(boardPath(board, { sort: event.currentTarget.value as Order }), { replace: true })
            }
          >
            {ORDERS.map((order) => (
              <option key={order} value={order}>
                {t(`seeing.sort.${order}`)}
              </option>
            ))}
          </select>
        </label>
      </header>
      <div class="scroll-x" tabIndex={0} role="region" aria-label={t(`seeing.by.${board.by}`)}>
        <table class="grid-table breakdown-table" aria-rowcount={rows.length + 1}>
          <caption class="visually-hidden">{t(`seeing.by.${board.by}`)}</caption>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">{t(`seeing.col.${board.by}`)}</th>
              <th scope="col">
                {t('seeing.visited')} · {t('seeing.strict')}
              </th>
              <th scope="col">
                {t('seeing.visited')} · {t('seeing.adjusted')}
              </th>
              <th scope="col" data-minor>
                {t('seeing.met')} · {t('seeing.adjusted')}
              </th>
              <th scope="col" data-num>
                {t('desk.col.left')}
              </th>
              <th scope="col" data-num data-minor>
                {t('desk.kpi.never')}
              </th>
              <th scope="col" data-num data-minor>
                {t('desk.kpi.added')}
              </th>
              {hasWork && (
                <th scope="col" data-num data-minor>
                  {t('seeing.col.work')}
                </th>
              )}
              {hasHeard && (
                <th scope="col" data-minor>
                  {t('desk.col.heard')}
                </th>
              )}
            </tr>
          </thead>
          <tbody ref={body}>
            <Room px={from * row_px} columns={columns} />
            {rows.slice(from, to).map((row, k) => {
              const said = words[from + k];
              return (
                said !== undefined && (
                  <Row key={row.id} row={row} words={said} index={from + k} now={now} hasHeard={hasHeard} />
                )
              );
            })}
            <Room px={(rows.length - to) * row_px} columns={columns} />
          </tbody>
        </table>
      </div>
      <MeterKey />
    </div>
  );
}

function wordsOf(rows: readonly CoverageRow[], board: Board, teams: readonly Team[]): readonly RowWords[] {
  const byId = new Map(board.by === 'team' ? teams.map((team) => [team.id, team] as const) : []);
  return rows.map((row) => ({
    name: nameOf(row, board),
    href: hrefOf(row, board),
    doors: doorsOf(row, board),
    team: byId.get(row.id),
    work: workOf(row, board),
  }));
}

/** Of areas those directly below the one that was chosen; without one the topmost, and what lies below where there is but one. */
export function shownRows(rows: readonly CoverageRow[], board: Board): readonly CoverageRow[] {
  if (board.by !== 'area') return rows;
  const below = (id: string) => rows.filter(({ parent_id }) => parent_id === id);
  if (board.area_id !== undefined) {
    const children = below(board.area_id);
    return children.length > 0 ? children : rows.filter(({ id }) => id === board.area_id);
  }
  const ids = new Set(rows.map(({ id }) => id));
  let level = rows.filter(({ parent_id }) => parent_id === null || parent_id === undefined || !ids.has(parent_id));
  for (let [only] = level; level.length === 1 && only !== undefined; [only] = level) {
    const next = below(only.id);
    if (next.length === 0) break;
    level = next;
  }
  return level;
}

function sorted(rows: readonly CoverageRow[], order: Order): readonly CoverageRow[] {
  if (order === 'need') return byNeed(rows);
  if (order === 'size') return [...rows].sort((a, b) => b.known - a.known);
  return [...rows].sort((a, b) => Number(a.name === '') - Number(b.name === '') || natural(a.name, b.name));
}

function nameOf(row: CoverageRow, { by }: Board): string {
  if (row.name !== '') return row.name;
  return by === 'person' ? t('seeing.whole_team') : t('desk.no_team');
}

function hrefOf(row: CoverageRow, board: Board): string | null {
  if (board.by === 'team')
    return row.name === '' ? null : boardPath(board, { by: 'building', team_id: row.id, sort: undefined });
  if (board.by === 'area') return row.id === board.area_id ? null : boardPath(board, { area_id: row.id });
  return null;
}

/** The doors behind a row's numbers. */
function doorsOf(row: CoverageRow, board: Board): DoorFilter {
  const whose = isOfAreasPeople(board)
    ? { ...(board.team_id !== undefined && { team_id: board.team_id }), ...teamsIn(board) }
    : whoseOf(board);
  if (board.by === 'team') return row.name === '' ? { ...whose, unassigned: true } : { ...whose, team_id: row.id };
  if (board.by === 'area') return { ...whose, area_id: row.id };
  if (board.by === 'building') return { ...whose, building_id: row.id };
  return row.name === '' ? { ...whose, unheld: true } : { ...whose, person_id: row.id };
}

function workOf(row: CoverageRow, board: Board): DoorFilter | null {
  if (row.work === undefined || row.name === '') return null;
  if (board.by === 'team') return { tried_by: row.id };
  const whose = board.team_id !== undefined ? { tried_by: board.team_id } : teamsIn(board);
  return { ...whose, tried_person: row.id };
}

const teamsIn = ({ team_id, area_id }: Board): DoorFilter =>
  team_id === undefined && area_id !== undefined ? { teams_in: area_id } : {};

/** Nobody's doors are counted by area: an area's people are those of its teams, with all the doors they have. */
function isOfAreasPeople({ by, area_id }: Board): boolean {
  return by === 'person' && area_id !== undefined;
}

export function whoseOf({
  team_id,
  area_id,
}: Pick<Board, 'team_id'> & { readonly area_id?: string | undefined }): DoorFilter {
  return { ...(team_id !== undefined && { team_id }), ...(area_id !== undefined && { area_id }) };
}
