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

/** All doors in walking order. */
export function walk(doors: Iterable<Door>, buildingName: (id: string) => string): readonly Door[] {
  const buildings = new Map<string, Door[]>();
  for (const door of doors) {
    const building = buildings.get(door.card.household.building_id);
    if (building === undefined) buildings.set(door.card.household.building_id, [door]);
    else building.push(door);
  }
  return [...buildings]
    .map(([id, members]) => ({ key: natural(buildingName(id)), members }))
    .sort((a, b) => compareText(a.key, b.key))
    .flatMap(({ members }) => members.sort(compareDoors));
}

/** The doors as they are now in the order of an earlier walk; null if a door came, left or changed its address. */
export function walkAgain(before: readonly Door[], doors: ReadonlyMap<string, Door>): readonly Door[] | null {
  if (before.length !== doors.size) return null;
  const again: Door[] = [];
  for (const old of before) {
    const door = doors.get(old.id);
    if (door === undefined || !isSameAddress(old.card.household, door.card.household)) return null;
    again.push(door);
  }
  return again;
}

function isSameAddress(a: Household, b: Household): boolean {
  if (a === b) return true;
  return a.building_id === b.building_id && a.entrance === b.entrance && a.floor === b.floor && a.door === b.door;
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
