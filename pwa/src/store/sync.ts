import { startLoop, type Loop, type Report } from '../sync/loop';
import type { Beat, Beats } from '../sync/lock';
import { httpTransport } from '../sync/transport';
import { headersFor } from './headers';
import { announce, askOthersToSync, type Change } from './channel';
import { currentStore, type OpenStore } from './current';
import type { Database } from './database';
import { placeOf } from './label';
import { createLedger, type Ears } from './ledger';
import { keyOf, updatePerson, type Person } from './people';
import { persisted } from './persistence';
import { noteRound } from './ready';
import { doorOf, reference, syncing } from './signals';
import { noteAccess, refresh } from './view';

/** Send and fetch now. Resolves when the round has ended, well or not: `syncing` says which. */
export async function syncNow(): Promise<void> {
  await currentStore()?.loop?.now();
}

/** The loop of the person whose hands the phone is in: its work shows on the screen. */
export function startOwnLoop(store: OpenStore): Loop {
  let received = 0;
  const ears: Ears = {
    async changed(households, items) {
      const change: Change = { households, items };
      await refresh(store, change);
      announce(store.key, change);
    },
    heard(heard, access) {
      store.heard = { ...heard, access };
      syncing.value = { ...syncing.value, last_heard_at: heard.server_time - heard.offset };
      noteAccess(store.key, access);
    },
    placeOf(household_id) {
      const door = doorOf(household_id);
      return door === undefined ? '' : placeOf(door.card.household, reference.value);
    },
    ...witness(store.key),
    received(cards) {
      received += cards;
      syncing.value = { ...syncing.value, progress: { done: received, of: null } };
    },
  };
  const report = ({ running, problem }: Report) => {
    received = 0;
    syncing.value = { ...syncing.value, running, problem, progress: null };
    if (!running && problem === null) noteRound();
  };
  return loopFor(store.person, store.db, ears, { report });
}

/** For somebody else who used this phone: what they left unsent is sent as theirs, and nothing is fetched. `onStep`: also after a round. */
export function startOthersLoop(person: Person, db: Database, onStep: () => void): Loop {
  const ears: Ears = {
    changed: () => Promise.resolve(onStep()),
    heard: () => undefined,
    placeOf: () => '',
    received: () => undefined,
    ...witness(keyOf(person)),
  };
  const report = ({ running }: Report) => {
    if (!running) onStep(); // a store that could not be read may be readable now
  };
  return loopFor(person, db, ears, { report, pushOnly: true });
}

function loopFor(
  person: Person,
  db: Database,
  ears: Ears,
  more: { report: (report: Report) => void; pushOnly?: boolean },
): Loop {
  const key = keyOf(person);
  return startLoop({
    name: `doorstep-sync-${key}`,
    ledger: createLedger(db, ears),
    transport: (stop) => httpTransport(headersFor(person.person.id), stop),
    beats: beatsOf(key),
    random: Math.random,
    askOthers: () => askOthersToSync(key),
    ...more,
  });
}

/** Other tabs read when the syncer was last heard, and which it is, so it is kept where they can see it. */
function beatsOf(key: string): Beats {
  const name = `doorstep-beat-${key}`;
  return {
    read: () => readBeat(attempt(() => localStorage.getItem(name), null)),
    write: ({ at, by }) => attempt(() => localStorage.setItem(name, `${at} ${by}`), undefined),
  };
}

function readBeat(text: string | null): Beat {
  const [at, by = ''] = (text ?? '').split(' ');
  return { at: Number(at), by };
}

/** A refused or full localStorage costs the other tabs their hint, never the sync. */
function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

function witness(key: string): Pick<Ears, 'counted' | 'persisted'> {
  return { counted: (counted) => updatePerson(key, counted), persisted: () => persisted.value };
}
