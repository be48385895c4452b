import { t } from '../../messages';
import { byNeed, left } from '../board/counts';
import { natural } from '../board/heat';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import { Tower, TowerKey } from '../board/Tower';
import { Trouble } from '../board/Trouble';
import type { Campaign, Coverage, CoverageRow, Grid, Named, Team } from '../board/wire';
import { sayNumber } from '../board/words';
import { navigate } from '../router';
import { doorsPath } from './filters';

interface Props {
  readonly campaign: Campaign;
  readonly teams: readonly Team[];
  readonly rows: readonly CoverageRow[];
  readonly wanted: string | undefined;
}

/** So many pictures at most: each is a call of its own. */
const MOST = 12;

/** Towers as pictures, those of the team furthest behind first, or those of the team the address names. */
export function TowerMaps({ campaign, teams, rows, wanted }: Props) {
  const team = teams.find(({ id }) => id === wanted);
  const shown =
    team === undefined ? byNeed(rows).flatMap(({ id }) => teams.find((each) => each.id === id) ?? []) : [team];
  const counted =
    useGet<Coverage>(withQuery(`/api/campaigns/${campaign.id}/coverage`, { by: 'building', team_id: team?.id })).data
      ?.rows ?? [];
  const all =
    useGet<{ readonly buildings: readonly Named[] }>(
      team === undefined ? withQuery('/api/buildings', { campaign_id: campaign.id }) : null,
    ).data?.buildings ?? [];
  const held = [...shown, { buildings: team === undefined ? all : [] }].flatMap((each) =>
    [...each.buildings].sort((a, b) => natural(a.name, b.name)),
  );
  const buildings = [...new Map(held.map((building) => [building.id, building])).values()];
  if (buildings.length === 0) return null;
  return (
    <section class="panel tower-maps" aria-labelledby="towers-title">
      <header class="desk-head">
        <h2 id="towers-title">{t('desk.tower.title')}</h2>
        <label class="inline-field">
          <span>{t('desk.col.team')}</span>
          <select
            value={team?.id ?? ''}
            onChange={(event) =>
              navigate(event.currentTarget.value === '' ? '/desk' : `/desk?team_id=${event.currentTarget.value}`, {
                replace: true,
              })
            }
          >
            <option value="">{t('desk.filter.any_team')}</option>
            {teams
              .filter((each) => each.buildings.length > 0)
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </select>
        </label>
      </header>
      <div class="tower-row">
        {buildings.slice(0, MOST).map((building) => (
          <TowerCard
            key={building.id}
            campaign={campaign}
            building={building}
            team={team}
            row={counted.find(({ id }) => id === building.id)}
          />
        ))}
      </div>
      {buildings.length > MOST && <p data-quiet>{t('desk.tower.more', { n: MOST, of: buildings.length })}</p>}
      <TowerKey />
    </section>
  );
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
        {row !== undefined && (
          <a href={doorsPath({ ...filter, unvisited: true })}>
            {t('desk.tower.list', { n: sayNumber(left(row)) })}
            <span class="visually-hidden"> {building.name}</span>
          </a>
        )}
      </p>
    </article>
  );
}
