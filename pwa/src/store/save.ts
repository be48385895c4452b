import { announce } from './channel';
import { currentStore, type OpenStore } from './current';
import type { Writing } from './database';
import { deleteDrafts, droppingWith } from './drafts';
import { enqueue, prepare, type Past, type Prepared } from './enqueue';
import { byItself, SaveError } from './errors';
import { labelOf } from './label';
import { updatePerson } from './people';
import { askToPersist } from './persistence';
import { departures, doorOf, reference, session } from './signals';
import type { Draft } from './types';
import { refresh } from './view';
import { askToBeWoken } from './wake';

/**
 * Save commands: the ids, once all of them are on disk. Rejects with SaveError, and then nothing was stored.
 * `past` says of each when it was really done; without it, now. `typed`: under which keys what they were made of is kept, half typed;
 * it goes in the same transaction.
 */
export async function save(
  drafts: readonly Draft[],
  past: readonly Past[] = [],
  typed: readonly string[] = [],
): Promise<readonly string[]> {
  const store = storeToSaveIn();
  const prepared = await prepare(drafts, makerFor(store), past);
  await write(store, prepared, typed);
  return prepared.map((row) => row.id);
}

export function storeToSaveIn(): OpenStore {
  const store = currentStore();
  if (store === null || session.value?.access === 'wipe') throw new SaveError('gone');
  return store;
}

/** Write what was prepared, and show it. `also` is done in the same transaction; what it gives is written behind the rest. */
export async function write(
  store: OpenStore,
  prepared: readonly Prepared[],
  typed: readonly string[],
  also: (tx: Writing) => Promise<readonly Prepared[]> = () => Promise.resolve([]),
): Promise<void> {
  const replica = await droppingWith(typed, () =>
    store.db.write(['replica', 'outbox', 'drafts'], async (tx) => {
      await deleteDrafts(tx, typed);
      return enqueue(tx, [...prepared, ...(await also(tx))]);
    }),
  );
  const households = [...new Set(prepared.map((row) => row.household_id))];
  const after = [
    () => updatePerson(store.key, { n: replica.n }),
    () => showSaved(store, households),
    askToPersist,
    askToBeWoken,
    () => store.loop?.nudge(),
  ];
  for (const step of after) await byItself(step); // nobody is told that nothing was saved
}

/** Commands are made with what this phone knows now: the clock, and how the doors are named. */
export function makerFor(store: OpenStore) {
  return { heard: store.heard, now_ms: Date.now(), labelOf: labelFor };
}

/** Where it cannot be read back now, that is tried once more. Never rejects: it is on disk. */
export async function showSaved(store: OpenStore, households: readonly string[]): Promise<void> {
  try {
    await show(store, households);
  } catch {
    void show(store, 'all').catch(() => undefined);
  }
}

/** Show a change here, and tell the other tabs of it. */
export async function show(store: OpenStore, households: readonly string[] | 'all'): Promise<void> {
  await refresh(store, { households });
  announce(store.key, { households });
}

function labelFor(draft: Draft): string {
  if (draft.type === 'add_household') {
    const { building_id, entrance = null, door = null, name = null } = draft;
    return labelOf({ building_id, entrance, door, name }, reference.value);
  }
  const door = doorOf(draft.household_id);
  if (door !== undefined) return labelOf(door.card.household, reference.value);
  return departures.value.find(({ household_id }) => household_id === draft.household_id)?.label ?? '';
}
