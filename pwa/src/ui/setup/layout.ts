/** The doors of a building as they follow from a few words about it. Pure. */

/** A door that is to be made. */
export interface Cell {
  readonly entrance: string | null;
  readonly floor: number | null;
  readonly door: string;
}

export type Numbering = 'floor' | 'running';

/** A building with floors. `left_out`: floors it does not have, as people write them. */
export interface Floors {
  readonly kind: 'floors';
  readonly entrances: string;
  readonly lowest: string;
  readonly highest: string;
  readonly per_floor: string;
  readonly left_out: string;
  readonly numbering: Numbering;
}

/** Houses by their numbers: a village, a row without stairs. */
export interface Houses {
  readonly kind: 'houses';
  readonly numbers: string;
}

export type Sketch = Floors | Houses;

export const MOST_DOORS = 2_000;
export const FLOORS = { least: -9, most: 200 } as const;
export const PER_FLOOR = { least: 1, most: 99 } as const;
type Range = typeof FLOORS | typeof PER_FLOOR;

/**
 * Every door of it; none as long as something is not said yet. More than MOST_DOORS are cut off one past it.
 * `called`: an entrance that is only a number, as offices call it: 1单元.
 */
export function layOut(sketch: Sketch, called: (number: string) => string): readonly Cell[] {
  if (sketch.kind === 'houses')
    return listed(sketch.numbers).map((door) => ({ entrance: null, floor: null, door: door.slice(0, 20) }));
  const entrances = listed(sketch.entrances).map((entrance) =>
    (/^\d+$/.test(entrance) ? called(entrance) : entrance).slice(0, 20),
  );
  const columns: readonly (string | null)[] = entrances.length === 0 ? [null] : entrances;
  const per_floor = whole(sketch.per_floor);
  const floors = floorsOf(sketch);
  if (per_floor === null || !isWithin(per_floor, PER_FLOOR)) return [];
  const cells: Cell[] = [];
  for (const entrance of columns) {
    let count = 0;
    for (const floor of floors) {
      for (let place = 1; place <= per_floor; place += 1) {
        count += 1;
        cells.push({ entrance, floor, door: numbered(sketch.numbering, floor, place, count) });
        if (cells.length > MOST_DOORS) return cells;
      }
    }
  }
  return cells;
}

/** What an entrance of this number is called: as it is in a building that has it, else as `called` says. */
export function entranceNames(
  known: readonly { readonly name: string }[],
  called: (number: string) => string,
): (number: string) => string {
  const names = new Map(known.map(({ name }) => [/^0*(\d+)(?:单元|單元)?$/.exec(name)?.[1], name]));
  return (number) => names.get(number.replace(/^0+(?=\d)/, '')) ?? called(number);
}

/** From the lowest up, without a floor 0 (under the first lies −1) and without those left out. */
export function floorsOf({ lowest, highest, left_out }: Floors): readonly number[] {
  const [from, to] = [whole(lowest), whole(highest)];
  if (from === null || to === null || to < from || !isWithin(from, FLOORS) || !isWithin(to, FLOORS)) return [];
  const missing = new Set(listed(left_out).map(Number));
  return Array.from({ length: to - from + 1 }, (_, step) => from + step).filter(
    (floor) => floor !== 0 && !missing.has(floor),
  );
}

/** Why nothing is drawn, by the field that says so: no whole number of its range, or a top floor under the lowest. What is empty is not said yet. */
export function faultsOf({ lowest, highest, per_floor }: Floors): {
  readonly lowest: boolean;
  readonly highest: 'range' | 'order' | null;
  readonly per_floor: boolean;
} {
  const [from, to] = [whole(lowest), whole(highest)];
  const isUnder = from !== null && to !== null && to < from;
  return {
    lowest: isOutside(lowest, FLOORS),
    highest: isOutside(highest, FLOORS) ? 'range' : isUnder ? 'order' : null,
    per_floor: isOutside(per_floor, PER_FLOOR),
  };
}

function isOutside(text: string, range: Range): boolean {
  const number = whole(text);
  return text.trim() !== '' && (number === null || !isWithin(number, range));
}

function isWithin(number: number, { least, most }: Range): boolean {
  return number >= least && number <= most;
}

/** "1-3、东，5" → 1 2 3 东 5: whatever people put between things, and ranges. Each once. */
export function listed(text: string): readonly string[] {
  const found = text
    .normalize('NFKC')
    .split(/[,;、\s]+/)
    .filter((part) => part !== '')
    .flatMap(ranged);
  return [...new Set(found)].slice(0, MOST_DOORS + 1);
}

function ranged(part: string): readonly string[] {
  const range = /^(\d{1,4})[-–~至到](\d{1,4})$/.exec(part);
  const [from, to] = [Number(range?.[1] ?? NaN), Number(range?.[2] ?? NaN)];
  if (range === null || to < from || to - from > MOST_DOORS) return [part];
  return Array.from({ length: to - from + 1 }, (_, step) => String(from + step));
}

function numbered(numbering: Numbering, floor: number, place: number, count: number): string {
  return numbering === 'running' ? String(count) : `${String(floor)}${String(place).padStart(2, '0')}`;
}

function whole(text: string): number | null {
  const number = Number(text.normalize('NFKC').trim());
  return text.trim() !== '' && Number.isInteger(number) ? number : null;
}

export function keyOf({ entrance, floor, door }: Cell): string {
  return `${entrance ?? ''}\u0000${String(floor)}\u0000${door}`;
}

export interface Column {
  readonly entrance: string | null;
  /** Top floor first. Houses have one row. */
  readonly rows: readonly { readonly floor: number | null; readonly cells: readonly Cell[] }[];
}

/** As the building stands: entrances beside each other, the top floor on top. */
export function columnsOf(cells: readonly Cell[]): readonly Column[] {
  const columns = new Map<string | null, Map<number | null, Cell[]>>();
  for (const cell of cells) {
    const rows = columns.get(cell.entrance) ?? new Map<number | null, Cell[]>();
    columns.set(cell.entrance, rows);
    rows.set(cell.floor, [...(rows.get(cell.floor) ?? []), cell]);
  }
  return [...columns].map(([entrance, rows]) => ({
    entrance,
    rows: [...rows]
      .sort(([one], [other]) => (other ?? 0) - (one ?? 0))
      .map(([floor, members]) => ({ floor, cells: members })),
  }));
}

/** How the server calls such a building. */
export function kindOf(sketch: Sketch): 'tower' | 'row' | 'hamlet' {
  if (sketch.kind === 'houses') return 'hamlet';
  return Math.max(...floorsOf(sketch), 0) > 7 ? 'tower' : 'row';
}
