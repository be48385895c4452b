import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../messages';
import { DoorGrid } from '../board/DoorGrid';
import { heatOf } from '../board/heat';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import type { Selection } from '../board/selection';
import { sayTower } from '../board/Tower';
import { Trouble } from '../board/Trouble';
import type { Campaign, Cell, Grid, Team } from '../board/wire';
import { Empty } from '../parts';
import type { DoorFilter } from './filters';

interface Props {
  readonly campaign: Campaign;
  readonly filter: DoorFilter;
  /** Searched for. */
  readonly words: string;
  readonly teams: readonly Team[];
  readonly picked: Selection;
  readonly onPick: (ids: readonly string[], extend: boolean) => void;
  readonly onSeen: (rows: readonly { readonly id: string; readonly team: string | null }[]) => void;
  readonly hrefOf: (id: string) => string;
}

/** One building, door by door. Doors the filter leaves out stay in their place, pale. */
export function BuildingGrid({ campaign, filter, words, teams, picked, onPick, onSeen, hrefOf }: Props) {
  const picking = useSignal(false);
  const grid = useGet<Grid>(withQuery(`/api/campaigns/${campaign.id}/grid`, { building_id: filter.building_id }));
  const teamOf = (id: string | null): string | null => teams.find((team) => team.id === id)?.name ?? null;
  useEffect(() => {
    onSeen((grid.data?.cells ?? []).map(({ household_id, team_id }) => ({ id: household_id, team: teamOf(team_id) })));
  }, [grid.data, teams.length]);
  if (grid.data === null)
    return grid.problem === null ? (
      <p data-quiet>{t('core.loading')}</p>
    ) : (
      <Trouble problem={grid.problem} onRetry={grid.reload} />
    );
  const { building, cells } = grid.data;
  if (cells.length === 0)
    return <Empty icon="building" title={t('desk.empty.filter')} text={t('desk.empty.roll.text')} />;
  const isOut = (cell: Cell): boolean => !matches(cell, filter, words);
  const several = new Set(cells.map(({ team_id }) => team_id)).size > 1;
  return (
    <section class="building-grid">
      <div class="pick-bar">
        <div class="desk-switch" role="group" aria-label={t('desk.grid.mode')}>
          <button type="button" aria-pressed={!picking.value} onClick={() => (picking.value = false)}>
            {t('desk.grid.open')}
          </button>
          <button type="button" aria-pressed={picking.value} onClick={() => (picking.value = true)}>
            {t('desk.grid.pick')}
          </button>
        </div>
        <span role="status" aria-live="polite">
          {t('desk.doors.picked', { n: picked.size })}
        </span>
      </div>
      <DoorGrid
        caption={sayTower(building.name, cells)}
        entrances={heatOf(building, cells)}
        picked={picking.value ? picked : null}
        onPick={onPick}
        hrefOf={(cell) => hrefOf(cell.household_id)}
        isOut={isOut}
        whoOf={(cell) => (several ? teamOf(cell.team_id) : null)}
      />
      <p data-quiet>{t('desk.grid.help')}</p>
    </section>
  );
}

/** Whether the filter with the words that are searched for lets a door through, as the server would judge it. */
function matches(cell: Cell, filter: DoorFilter, words: string): boolean {
  if (filter.team_id !== undefined && cell.team_id !== filter.team_id) return false;
  if (filter.unassigned === true && cell.team_id !== null) return false;
  if (filter.person_id !== undefined && cell.person_id !== filter.person_id) return false;
  if (filter.state !== undefined && cell.state !== filter.state) return false;
  if (filter.tries !== undefined && cell.tries !== filter.tries) return false;
  if (filter.least_tries !== undefined && cell.tries < filter.least_tries) return false;
  const isVisited = cell.last_visit_at !== null && cell.state !== 'inaccessible';
  if (filter.unvisited === true && isVisited) return false;
  if (filter.visited === true && !isVisited) return false;
  if (filter.base === true && (cell.state === 'vacant' || cell.state === 'do_not_contact')) return false;
  return `${cell.door ?? ''} ${cell.name ?? ''}`.includes(words);
}
