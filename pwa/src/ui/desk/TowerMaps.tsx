import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { byNeed, left } from '../board/counts';
import { natural } from '../board/heat';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import { Tower, TowerKey } from '../board/Tower';
import { Trouble } from '../board/Trouble';
import type { Campaign, Coverage, CoverageRow, Grid, Named, Team } from '../board/wire';
import { sayNumber } from '../board/words';
import { Button } from '../parts';
import type { Board } from '../seeing/address';
import { doorsPath } from './filters';

interface Props {
  readonly campaign: Campaign;
  readonly teams: readonly Team[];
  readonly rows: readonly CoverageRow[];
  readonly board: Board;
}

/** So many pictures at first, and so many more each time: each is a call of its own. */
const STEP = 12;
/** With more teams than this only buildings that teams hold are drawn; those of nobody are not looked for. */
const FEW_TEAMS = 60;

/** Towers as pictures, those of the team furthest behind first, or those of the team or area the address names. */
export function TowerMaps({ campaign, teams, rows, board }: Props) {
  const most = useSignal(STEP);
  const team = teams.find(({ id }) => id === board.team_id);
  const isNarrow = team !== undefined || board.area_id !== undefined;
  const counted = useGet<Coverage>(
    isNarrow || teams.length <= FEW_TEAMS
      ? withQuery(`/api/campaigns/${campaign.id}/coverage`, {
          by: 'building',
          team_id: team?.id,
          area_id: board.area_id,
        })
      : null,
  ).data?.rows;
  const buildings = inOrder(team === undefined ? teams : [team], rows, counted);
  if (buildings.length === 0) return null;
  const more = Math.min(STEP, buildings.length - most.value);
  return (
    <section class="panel tower-maps" aria-labelledby="towers-title">
      <header class="desk-head">
        <h2 id="towers-title">{t('desk.tower.title')}</h2>
        <p data-quiet>
          {t('seeing.towers', {
            n: sayNumber(Math.min(most.value, buildings.length)),
            of: sayNumber(buildings.length),
          })}
        </p>
      </header>
      <div class="tower-row">
        {buildings.slice(0, most.value).map((building) => (
          <TowerCard
            key={building.id}
            campaign={campaign}
            building={building}
            team={team}
            row={counted?.find(({ id }) => id === building.id)}
          />
        ))}
      </div>
      {more > 0 && (
        <Button size="small" icon="down" onClick={() => (most.value += STEP)}>
          {t('seeing.towers.more', { n: more })}
        </Button>
      )}
      <TowerKey />
    </section>
  );
}

/** Of the teams furthest behind first; then those that no team has. Where they were counted, only those that were. */
function inOrder(
  teams: readonly Team[],
  rows: readonly CoverageRow[],
  counted: readonly CoverageRow[] | undefined,
): readonly Named[] {
  const held = byNeed(rows)
    .flatMap(({ id }) => teams.find((each) => each.id === id) ?? [])
    .flatMap((each) => [...each.buildings].sort((a, b) => natural(a.name, b.name)));
  const known = counted === undefined ? null : new Set(counted.map(({ id }) => id));
  const all = [...held, ...(counted ?? [])].filter(({ id }) => known === null || known.has(id));
  return [...new Map(all.map(({ id, name }) => [id, { id, name }])).values()];
}

function TowerCard({
  campaign,
  building,
  team,
  row,
}: {
  readonly campaign: Campaign;
  readonly building: Named;
  readonly team: Team | undefined;
  readonly row: CoverageRow | undefined;
}) {
  const grid = useGet<Grid>(withQuery(`/api/campaigns/${campaign.id}/grid`, { building_id: building.id }));
  const cells = (grid.data?.cells ?? []).filter(({ team_id }) => team === undefined || team_id === team.id);
  const filter = { ...(team !== undefined && { team_id: team.id }), building_id: building.id };
  return (
    <article class="tower-card">
      <h3>
        {building.name} <span data-quiet>{t('desk.doors', { n: cells.length })}</span>
      </h3>
      {grid.problem !== null && grid.data === null ? (
        <Trouble problem={grid.problem} onRetry={grid.reload} />
      ) : grid.data === null ? (
        <p data-quiet>{t('core.loading')}</p>
      ) : (
        <Tower building={grid.data.building} cells={cells} />
      )}
      <p class="tower-links">
        <a href={`${doorsPath(filter)}&view=grid`}>
          {t('desk.tower.open')}
          <span class="visually-hidden"> {building.name}</span>
        </a>
        <a href={doorsPath(filter)}>
          {t('seeing.towers.list')}
          <span class="visually-hidden"> {building.name}</span>
        </a>
        {row !== undefined && left(row) > 0 && (
          <a href={doorsPath({ ...filter, unvisited: true })}>
            {t('desk.tower.list', { n: sayNumber(left(row)) })}
            <span class="visually-hidden"> {building.name}</span>
          </a>
        )}
      </p>
    </article>
  );
}
