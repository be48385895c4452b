import { t } from '../../messages';
import { byNeed } from '../board/counts';
import { natural } from '../board/heat';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import { Tower, TowerKey } from '../board/Tower';
import { Trouble } from '../board/Trouble';
import type { Campaign, CoverageRow, Grid, Named, Team } from '../board/wire';
import { sayNumber } from '../board/words';
import { navigate } from '../router';
import { doorsPath } from './filters';

interface Props {
  readonly campaign: Campaign;
  readonly teams: readonly Team[];
  readonly rows: readonly CoverageRow[];
  readonly wanted: string | undefined;
}

/** The towers of one team as pictures: the one furthest behind unless the address names another. */
export function TowerMaps({ campaign, teams, rows, wanted }: Props) {
  const first = byNeed(rows.filter(({ known }) => known > 0))[0]?.id;
  const team = teams.find(({ id }) => id === wanted) ?? teams.find(({ id }) => id === first);
  if (team === undefined || team.buildings.length === 0) return null;
  const buildings = [...team.buildings].sort((a, b) => natural(a.name, b.name));
  return (
    <section class="panel tower-maps" aria-labelledby="towers-title">
      <header class="desk-head">
        <h2 id="towers-title">{t('desk.tower.title')}</h2>
        <label class="inline-field">
          <span>{t('desk.col.team')}</span>
          <select value={team.id} onChange={(event) => navigate(`/desk?team_id=${event.currentTarget.value}`, { replace: true })}>
            {teams.filter(({ buildings: held }) => held.length > 0).map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
          </select>
        </label>
      </header>
      <div class="tower-row">
        {buildings.map((building) => <TowerCard key={building.id} campaign={campaign} building={building} team={team} />)}
      </div>
      <TowerKey />
    </section>
  );
}

function TowerCard({ campaign, building, team }: { readonly campaign: Campaign; readonly building: Named; readonly team: Team }) {
  const grid = useGet<Grid>(withQuery(`/api/campaigns/${campaign.id}/grid`, { building_id: building.id }));
  const cells = (grid.data?.cells ?? []).filter(({ team_id }) => team_id === team.id);
  const filter = { team_id: team.id, building_id: building.id };
  return (
    <article class="tower-card">
      <h3>{building.name} <span data-quiet>{t('desk.doors', { n: cells.length })}</span></h3>
      {grid.problem !== null && grid.data === null ? (
        <Trouble problem={grid.problem} onRetry={grid.reload} />
      ) : grid.data === null ? (
        <p data-quiet>{t('core.loading')}</p>
      ) : (
        <Tower building={grid.data.building} cells={cells} />
      )}
      <p class="tower-links">
        <a href={`${doorsPath(filter)}&view=grid`}>{t('desk.tower.open')}<span class="visually-hidden"> {building.name}</span></a>
        <a href={doorsPath({ ...filter, unvisited: true })}>
          {t('desk.tower.list', { n: sayNumber(cells.filter(({ state }) => state === 'never_tried').length) })}
          <span class="visually-hidden"> {building.name}</span>
        </a>
      </p>
    </article>
  );
}
