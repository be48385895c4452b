import { announce } from './channel';
import { currentStore, type OpenStore } from './current';
import { enqueue, prepare, type Past } from './enqueue';
import { SaveError } from './errors';
import { labelOf } from './label';
import { updatePerson } from './people';
import { askToPersist } from './persistence';
import { doorOf, reference, session } from './signals';
import type { Draft } from './types';
import { refresh } from './view';
import { askToBeWoken } from './wake';

/**
 * Save commands: the ids, once all of them are on disk. Rejects with SaveError, and then nothing was stored.
 * `past` says of each when it was really done; without it, now.
 */
export async function save(drafts: readonly Draft[], past?: readonly Past[]): Promise<readonly string[]> {
  const store = currentStore();
  if (store === null || session.value?.access === 'wipe') throw new SaveError('gone');
  const prepared = await prepare(drafts, makerFor(store), past);
  const replica = await store.db.write(['replica', 'outbox'], (tx) => enqueue(tx, prepared));
  updatePerson(store.key, { n: replica.n });
  await show(store, [...new Set(drafts.map((draft) => draft.household_id))]);
  askToPersist();
  askToBeWoken();
  store.loop?.nudge();
  return prepared.map((row) => row.id);
}

/** Commands are made with what this phone knows now: the clock, and how the doors are named. */
export function makerFor(store: OpenStore) {
  return { heard: store.heard, now_ms: Date.now(), labelOf: labelFor };
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
  return door === undefined ? '' : labelOf(door.card.household, reference.value);
}
