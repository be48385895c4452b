import { score, searchableOf, wordsOf, type Searchable } from './match';
import { readTable, type PinyinTable } from './pinyin';
import { doors, reference } from './signals';
import type { Door, Reference } from './types';

let table: PinyinTable | null = null;
let loading: Promise<void> | null = null;
let known = new WeakMap<Door, Searchable>();
let knownFor: Reference | null = null;

/** Doors by number, name, pinyin (whole and initials) or the end of a phone number; the best first. */
export async function search(query: string, limit = 50): Promise<readonly Door[]> {
  const words = wordsOf(query);
  if (words.length === 0) return [];
  if (words.some((word) => word.initial !== null)) await loadPinyin();
  const best: Hit[] = [];
  for (const door of doors.value.values()) {
    const made = searchable(door);
    const points = score(words, made);
    if (points > 0) keepBest(best, { door, points, order: made.order }, limit);
  }
  return best.map(({ door }) => door);
}

interface Hit {
  readonly door: Door;
  readonly points: number;
  readonly order: string;
}

/** Put a hit in its place among the best so far. One letter finds thousands: sorting them all took as long as finding them. */
function keepBest(best: Hit[], hit: Hit, limit: number): void {
  const last = best.at(-1);
  if (best.length === limit && last !== undefined && !isBefore(hit, last)) return;
  const place = best.findIndex((other) => isBefore(hit, other));
  best.splice(place < 0 ? best.length : place, 0, hit);
  if (best.length > limit) best.pop();
}

function isBefore(a: Hit, b: Hit): boolean {
  return a.points === b.points ? a.order < b.order : a.points > b.points;
}

/** Fetch the table of readings and read every name once, piece by piece while nothing else is to be done. */
export function prepareSearch(): void {
  const idle = 'requestIdleCallback' in globalThis ? requestIdleCallback : (work: () => void) => setTimeout(work, 200);
  idle(() => {
    void loadPinyin().then(
      () => readInPieces([...doors.value.values()], idle),
      () => undefined,
    );
  });
}

function loadPinyin(): Promise<void> {
  loading ??= import('./pinyin-table').then(
    ({ pinyinTable }) => {
      table = readTable(pinyinTable);
      known = new WeakMap();
    },
    () => {
      loading = null; // not cached yet and no network: names are still found by their characters
    },
  );
  return loading;
}

function readInPieces(rest: readonly Door[], idle: (work: () => void) => unknown): void {
  for (const door of rest.slice(0, 300)) searchable(door);
  if (rest.length > 300) idle(() => readInPieces(rest.slice(300), idle));
}

function searchable(door: Door): Searchable {
  if (knownFor !== reference.value) {
    knownFor = reference.value;
    known = new WeakMap();
  }
  const before = known.get(door);
  if (before !== undefined) return before;
  const building = reference.value.buildings.get(door.card.household.building_id)?.name ?? '';
  const made = searchableOf(door.card, building, table);
  known.set(door, made);
  return made;
}
