import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { useCoverage } from '../board/Counting';
import { byNeed, left } from '../board/counts';
import { natural } from '../board/heat';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import { Tower, TowerKey } from '../board/Tower';
import { Trouble } from '../board/Trouble';
import type { Campaign, CoverageRow, Grid, Named, Team } from '../board/wire';
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
/** With more teams than this only the buildings of the team furthest behind are drawn, unless a team or an area is chosen. */
const FEW_TEAMS = 60;

/** Towers as pictures, those furthest behind first: of the team or area the address names, or of all where there are few teams. */
export function TowerMaps({ campaign, teams, rows, board }: Props) {
  const most = useSignal(STEP);
  const team = teams.find(({ id }) => id === board.team_id);
  const isWide = team === undefined && board.area_id === undefined && teams.length > FEW_TEAMS;
  const drawn = isWide ? byNeed(rows).find(({ id }) => teams.some((each) => each.id === id)) : team;
  const counted = useCoverage(
    isWide && drawn === undefined
      ? null
      : withQuery(`/api/campaigns/${campaign.id}/coverage`, {
          by: 'building',
          team_id: drawn?.id,
          area_id: board.area_id,
        }),
  ).data?.rows;
  const buildings = inOrder(counted ?? []);
  if (buildings.length === 0) return null;
  const more = Math.min(STEP, buildings.length - most.value);
  return (
    <section class="panel tower-maps" aria-labelledby="towers-title">
      <header class="desk-head">
        <h2 id="towers-title">{t('desk.tower.title')}</h2>
        <p data-quiet>
          {isWide && `${drawn?.name ?? ''} · `}
          {t('seeing.towers', {
            n: sayNumber(Math.min(most.value, buildings.length)),
            of: sayNumber(buildings.length),
          })}
        </p>
      </header>
      <div class="tower-row">
        {buildings.slice(0, most.value).map((building) => (
          <TowerCard key={building.id} campaign={campaign} building={building} team={drawn} />
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

/** Furthest behind first; of equal ones by name. */
function inOrder(counted: readonly CoverageRow[]): readonly CoverageRow[] {
  return byNeed([...counted].sort((a, b) => natural(a.name, b.name)));
}

function TowerCard({
  campaign,
  building,
  team,
}: {
  readonly campaign: Campaign;
  readonly building: CoverageRow;
  readonly team: Named | undefined;
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
        {left(building) > 0 && (
          <a href={doorsPath({ ...filter, unvisited: true })}>
            {t('desk.tower.list', { n: sayNumber(left(building)) })}
            <span class="visually-hidden"> {building.name}</span>
          </a>
        )}
      </p>
    </article>
  );
}
