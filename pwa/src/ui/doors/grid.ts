/** A building as a picture: entrances, floors as rows with the top floor on top, doors as columns. */

import { compareText, natural } from '../card/address';
import type { Door } from '../card/types';

export interface Floor {
  /** −1 is a basement, null a floor nobody wrote down. */
  readonly floor: number | null;
  /** One for each column; null where this floor has no door on this phone. */
  readonly cells: readonly (Door | null)[];
}

export interface Entrance {
  readonly name: string;
  readonly columns: number;
  readonly floors: readonly Floor[];
  /** Without a single floor there is no picture: a village's doors are rows of a list. */
  readonly isFlat: boolean;
  readonly doors: readonly Door[];
}

export function entrancesOf(doors: readonly Door[]): readonly Entrance[] {
  return groupBy(doors, (door) => door.card.household.entrance ?? '')
    .sort(([a], [b]) => compareText(natural(a), natural(b)))
    .map(([name, members]) => entranceOf(name, members));
}

function entranceOf(name: string, members: readonly Door[]): Entrance {
  const doors = [...members].sort((a, b) => compareText(natural(numberOf(a)), natural(numberOf(b))));
  const floors = groupBy(doors, (door) => door.card.household.floor).sort(([a], [b]) => height(b) - height(a));
  const columns = columnsOf(floors.map(([, row]) => row));
  return {
    name,
    columns: columns?.length ?? Math.max(0, ...floors.map(([, row]) => row.length)),
    floors: floors.map(([floor, row]) => ({ floor, cells: columns === null ? row : align(row, columns) })),
    isFlat: floors.every(([floor]) => floor === null),
    doors,
  };
}

function height(floor: number | null): number {
  return floor ?? Number.MIN_SAFE_INTEGER;
}

/** What a door's number says besides its floor: "1203" on floor 12 is "03", "A1203" is "A03", "12A" is "A", "B101" in the basement is "01". */
export function columnKey(door: string, floor: number | null): string {
  const text = door.normalize('NFKC').trim().toUpperCase();
  if (floor === null) return text;
  const prefix = String(Math.abs(floor));
  const bare = floor < 0 ? text.replace(/^(-|B|地下|负)+/, '') : text;
  const [, letter = '', number = bare] = /^([A-Z]?)-?(\d.*)$/.exec(bare) ?? [];
  const rest = number.replace(/^0+(?=\d)/, '');
  return rest.startsWith(prefix) && rest.length > prefix.length ? `${letter}${rest.slice(prefix.length)}` : text;
}

/** The columns all floors share, or null if their numbers do not line up (then every row starts at the left). */
function columnsOf(rows: readonly (readonly Door[])[]): readonly string[] | null {
  const widest = Math.max(0, ...rows.map((row) => row.length));
  const keys = new Set<string>();
  for (const row of rows) {
    const own = new Set(row.map(keyOf));
    if (own.size < row.length) return null;
    for (const key of own) keys.add(key);
  }
  return keys.size > widest * 2 ? null : [...keys].sort((a, b) => compareText(natural(a), natural(b)));
}

function numberOf(door: Door): string {
  return door.card.household.door ?? '';
}

function keyOf(door: Door): string {
  return columnKey(numberOf(door), door.card.household.floor);
}

function align(row: readonly Door[], columns: readonly string[]): readonly (Door | null)[] {
  const placed = new Map(row.map((door) => [keyOf(door), door]));
  return columns.map((key) => placed.get(key) ?? null);
}

function groupBy<K>(doors: readonly Door[], by: (door: Door) => K): [K, Door[]][] {
  const groups = new Map<K, Door[]>();
  for (const door of doors) {
    const group = groups.get(by(door));
    if (group === undefined) groups.set(by(door), [door]);
    else group.push(door);
  }
  return [...groups];
}
