/** Doors in the order in which one walks past them: building by building, entrance by entrance, from the top floor down. */

import type { Door, Household } from './types';

interface Key {
  readonly entrance: string;
  readonly floor: number;
  readonly door: string;
}

const keys = new WeakMap<Household, Key>();

/** Texts whose numbers compare as numbers: "9号楼" before "10号楼", "302" before "1101". */
export function natural(text: string): string {
  return text.replace(/\d+/g, (digits) => digits.padStart(8, '0'));
}

export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function keyOf(household: Household): Key {
  const known = keys.get(household);
  if (known !== undefined) return known;
  const key = {
    entrance: natural(household.entrance ?? ''),
    floor: household.floor ?? Number.MIN_SAFE_INTEGER,
    door: natural(household.door ?? ''),
  };
  keys.set(household, key);
  return key;
}

function compareDoors(one: Door, other: Door): number {
  const a = keyOf(one.card.household);
  const b = keyOf(other.card.household);
  return compareText(a.entrance, b.entrance) || b.floor - a.floor || compareText(a.door, b.door);
}

/** All doors in walking order. `before` is an earlier answer: starting from it, one changed door costs one pass. */
export function walk(
  doors: ReadonlyMap<string, Door>,
  buildingName: (id: string) => string,
  before: readonly Door[] = [],
): readonly Door[] {
  const buildings = new Map<string, Door[]>();
  for (const door of inOrderOf(before, doors)) {
    const building = buildings.get(door.card.household.building_id);
    if (building === undefined) buildings.set(door.card.household.building_id, [door]);
    else building.push(door);
  }
  return [...buildings]
    .map(([id, members]) => ({ key: natural(buildingName(id)), members }))
    .sort((a, b) => compareText(a.key, b.key))
    .flatMap(({ members }) => members.sort(compareDoors));
}

function* inOrderOf(before: readonly Door[], doors: ReadonlyMap<string, Door>): Generator<Door> {
  const given = new Set<string>();
  for (const { id } of before) {
    const door = doors.get(id);
    if (door === undefined) continue;
    given.add(id);
    yield door;
  }
  for (const door of doors.values()) if (!given.has(door.id)) yield door;
}

/** Lower is nearer: the same entrance, the same building, anywhere else. */
export function distance(a: Household, b: Household): 0 | 1 | 2 {
  if (a.building_id !== b.building_id) return 2;
  return a.entrance === b.entrance ? 0 : 1;
}

/** One door's address as two people would write it: width, case, blanks and the words for entrance and door do not count. */
export function normalAddress(entrance: string | null, door: string | null): string {
  const plain = (text: string): string =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s.#号號室户戶单元單門门-]/g, '');
  return `${plain(entrance ?? '')}/${plain(door ?? '')}`;
}
