/** Where each door of a building is drawn: entrances side by side, top floor on top, the same door above the same door. */
import { columnKey } from '../doors/grid';
import type { Building, Cell } from './wire';

export interface HeatRow<C> {
  readonly floor: number | null;
  readonly cells: readonly (C | null)[];
}

export interface HeatEntrance<C> {
  readonly name: string;
  readonly columns: number;
  readonly rows: readonly HeatRow<C>[];
}

type Place = Pick<Cell, 'entrance' | 'floor' | 'door'>;

const nameOf = ({ entrance }: Place): string => entrance ?? '';
const numberOf = ({ door }: Place): string => door ?? '';

/** Doors without a floor (a hamlet, a row of shops) run in rows of this many. */
const ROW = 8;

const collator = new Intl.Collator('zh-Hans', { numeric: true });
export const natural = (a: string, b: string): number => collator.compare(a, b);

export function heatOf<C extends Place>(
  building: Pick<Building, 'entrances'>,
  cells: readonly C[],
): readonly HeatEntrance<C>[] {
  const names = new Set([...building.entrances.map(({ name }) => name), ...cells.map(nameOf)]);
  return [...names]
    .sort(natural)
    .map((name) => {
      const plan = building.entrances.find((entrance) => entrance.name === name);
      return entranceOf(
        name,
        plan?.floors ?? [],
        cells.filter((cell) => nameOf(cell) === name),
      );
    })
    .filter(({ rows }) => rows.length > 0);
}

function entranceOf<C extends Place>(name: string, planned: readonly number[], cells: readonly C[]): HeatEntrance<C> {
  const placed = cells.filter(hasFloor);
  const columns = columnsOf(placed);
  const floors = [...new Set([...(placed.length > 0 ? planned : []), ...placed.map(({ floor }) => floor)])].sort(
    (a, b) => b - a,
  );
  const rows: HeatRow<C>[] = floors.map((floor) => ({
    floor,
    cells: rowOf(
      placed.filter((cell) => cell.floor === floor),
      columns,
    ),
  }));
  const loose = cells.filter((cell) => cell.floor === null).sort((a, b) => natural(numberOf(a), numberOf(b)));
  for (let start = 0; start < loose.length; start += ROW)
    rows.push({ floor: null, cells: loose.slice(start, start + ROW) });
  return { name, columns: Math.max(0, ...rows.map((row) => row.cells.length)), rows };
}

function hasFloor<C extends Place>(cell: C): cell is C & { readonly floor: number } {
  return cell.floor !== null;
}

const columnOf = (place: Place): string => columnKey(numberOf(place), place.floor);

function columnsOf(cells: readonly Place[]): readonly string[] | null {
  const columns = [...new Set(cells.map(columnOf))].sort(natural);
  const widest = Math.max(0, ...countBy(cells, ({ floor }) => floor).values());
  return columns.length <= widest + 2 ? columns : null; // numbers that do not line up: doors in their order
}

function rowOf<C extends Place>(cells: readonly C[], columns: readonly string[] | null): readonly (C | null)[] {
  const sorted = [...cells].sort((a, b) => natural(numberOf(a), numberOf(b)));
  if (columns === null) return sorted;
  const row: (C | null)[] = columns.map((column) => sorted.find((cell) => columnOf(cell) === column) ?? null);
  return [...row, ...sorted.filter((cell) => !row.includes(cell))]; // two doors of one number: both are shown
}

export function countBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, number> {
  const counts = new Map<Key, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

export interface Plate<C> {
  readonly entrances: readonly { readonly name: string; readonly columns: number }[];
  readonly rows: readonly {
    readonly key: string;
    readonly floor: number | null;
    readonly cells: readonly (readonly (C | null)[])[];
  }[];
}

/** All entrances of a building on the same floors, as one table: a row for each floor, a group of columns for each entrance. */
export function plateOf<C extends Place>(entrances: readonly HeatEntrance<C>[]): Plate<C> {
  const floors = [
    ...new Set(entrances.flatMap(({ rows }) => rows.flatMap(({ floor }) => (floor === null ? [] : [floor])))),
  ].sort((a, b) => b - a);
  const loose = Math.max(0, ...entrances.map(({ rows }) => rows.filter(({ floor }) => floor === null).length));
  const wide = (cells: readonly (C | null)[], columns: number): readonly (C | null)[] =>
    Array.from({ length: columns }, (_, k) => cells[k] ?? null);
  const row = (key: string, floor: number | null, find: (rows: readonly HeatRow<C>[]) => HeatRow<C> | undefined) => ({
    key,
    floor,
    cells: entrances.map(({ columns, rows }) => wide(find(rows)?.cells ?? [], columns)),
  });
  return {
    entrances: entrances.map(({ name, columns }) => ({ name, columns })),
    rows: [
      ...floors.map((floor) => row(`${floor}`, floor, (rows) => rows.find((each) => each.floor === floor))),
      ...Array.from({ length: loose }, (_, k) =>
        row(`loose ${k}`, null, (rows) => rows.filter(({ floor }) => floor === null)[k]),
      ),
    ],
  };
}
