import { t } from '../../messages';
import type { State } from '../../store';
import { STATES } from './counts';
import { heatOf } from './heat';
import './tower.css';
import type { Building, Cell } from './wire';
import { sayNumber } from './words';

type Drawn = Pick<Cell, 'entrance' | 'floor' | 'door' | 'state'>;

/** A building as a small picture: a cell for each door, told by shape and colour. In words it is one sentence; the doors themselves stand in the list. */
export function Tower({
  building,
  cells,
}: {
  readonly building: Pick<Building, 'name' | 'entrances'>;
  readonly cells: readonly Drawn[];
}) {
  return (
    <span class="heat-tower" role="img" aria-label={sayTower(building.name, cells)}>
      {heatOf(building, cells).map((entrance) => (
        <span
          key={entrance.name}
          class="heat-entrance"
          style={{ gridTemplateColumns: `repeat(${entrance.columns}, var(--cell))` }}
        >
          {entrance.rows.flatMap((row, k) =>
            Array.from({ length: entrance.columns }, (_, column) => {
              const cell = row.cells[column];
              return <i key={`${k}.${column}`} class="heat" data-state={cell?.state ?? 'none'} />;
            }),
          )}
        </span>
      ))}
    </span>
  );
}

/** "9号楼, 144 doors: met 48, not home 14, never tried 82". */
export function sayTower(name: string, cells: readonly { readonly state: State }[]): string {
  const parts = STATES.map((state) => ({ state, n: cells.filter((cell) => cell.state === state).length }))
    .filter(({ n }) => n > 0)
    .map(({ state, n }) => `${t(`core.state.${state}`)} ${sayNumber(n)}`);
  return t('desk.tower.label', { name, n: cells.length, states: parts.join(t('desk.comma')) });
}

/** What each shape of the map means. */
export function TowerKey() {
  return (
    <ul class="heat-key">
      {STATES.map((state) => (
        <li key={state}>
          <i class="heat" data-state={state} aria-hidden="true" />
          {t(`core.state.${state}`)}
        </li>
      ))}
    </ul>
  );
}
