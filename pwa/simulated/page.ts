/** What a page of the app does without screens: it is opened over the store, saves, undoes, syncs, and shows what it shows. */
import { listenToOtherTabs } from '../src/store/channel';
import { openAll } from '../src/store/codec';
import { currentStore, openStoreFor, setCurrentStore } from '../src/store/current';
import { openDatabase } from '../src/store/database';
import { databaseName, keepPerson, keyOf, personOf, type Person } from '../src/store/people';
import { save as saveDrafts } from '../src/store/save';
import { attention, counts, departures, doors, notices, outbox, session } from '../src/store/signals';
import { newReplica } from '../src/store/start';
import { startOwnLoop } from '../src/store/sync';
import type { Draft } from '../src/store/types';
import { undo as undoWork } from '../src/store/undo';
import { refresh } from '../src/store/view';
import { openWork } from '../src/store/work';
import type { Loop } from '../src/sync/loop';

let loop: Loop | null = null;

/** The app is installed: a store of its own, and who uses it. */
export async function install(person: Person): Promise<void> {
  keepPerson(person, { makeCurrent: true });
  const db = openDatabase(databaseName(person));
  await db.write(['replica'], (tx) => tx.objectStore('replica').put(newReplica(person.replica), 'own'));
  db.close();
}

/** As start.ts opens it. Rounds begin only when they are asked for. */
export async function open(person: Person): Promise<void> {
  const known = personOf(keyOf(person)) ?? person;
  const store = openStoreFor(known, openDatabase(databaseName(known)));
  listenToOtherTabs(
    (key, change) => void (key === store.key && refresh(store, change)),
    (key) => void (key === store.key && loop?.nudge()),
    () => undefined,
  );
  const replica = await store.db.read(['replica'], (tx) => tx.objectStore('replica').get('own'));
  setCurrentStore(store);
  const { organization, roles, access } = known;
  session.value = { person: known.person, organization, roles, access, replica: replica?.id ?? known.replica };
  await refresh(store, { households: 'all', items: true });
  loop = startOwnLoop(store);
}

export async function save(draft: Draft): Promise<readonly string[]> {
  return saveDrafts([draft]);
}

export async function undo(id: string): Promise<void> {
  await undoWork([id]);
}

export function round(): void {
  loop?.nudge();
}

/** What a form takes its `seen` from. */
export function seen(): Readonly<Record<string, number | null>> {
  return Object.fromEntries([...doors.value].map(([id, door]) => [id, door.seen]));
}

/** What is on the screens, by name, as far as it is the same on every page of one phone. */
export function shown(): Readonly<Record<string, unknown>> {
  const told = [...doors.value].map(([id, { card, state, tries, seen: version, pending, team_ids }]) => [
    `door ${id}`,
    { version: card.version, state, tries, seen: version, pending, team_ids: [...team_ids].sort() },
  ]);
  return {
    access: session.value?.access,
    replica: session.value?.replica,
    counts: counts.value,
    outbox: outbox.value.map(({ command }) => command.id),
    attention: attention.value.map(({ id }) => id).sort(),
    departures: departures.value.map(({ household_id }) => household_id).sort(),
    notices: notices.value.map(({ id }) => id).sort(),
    ...(Object.fromEntries(told) as Readonly<Record<string, unknown>>),
  };
}

/** Everything on the disk. */
export async function state() {
  const stores = ['replica', 'heard', 'slices', 'bodies', 'memberships', 'items', 'outbox', 'sent'] as const;
  const store = currentStore();
  if (store === null) throw new Error('no app is installed yet');
  const [replica, heard, slices, bodies, memberships, items, unsentRows, sentRows] = await store.db.read(stores, (tx) =>
    Promise.all([
      tx.objectStore('replica').get('own'),
      tx.objectStore('heard').get('last'),
      tx.objectStore('slices').getAll(),
      tx.objectStore('bodies').getAll(),
      tx.objectStore('memberships').getAll(),
      tx.objectStore('items').getAll(),
      tx.objectStore('outbox').getAll(),
      tx.objectStore('sent').getAll(),
    ]),
  );
  const [cards, told, unsent, archived] = await Promise.all([
    openAll(bodies.map((row) => row.body)),
    openAll(items.map((row) => row.body)),
    openWork(unsentRows),
    openWork(sentRows),
  ]);
  return {
    replica,
    heard: heard ?? null,
    access: heard?.access ?? 'full',
    slices,
    bodies: bodies.map(({ household_id, version }, k) => ({ household_id, version, body: cards[k] })),
    memberships,
    items: items.map(({ slice_id, id, walk }, k) => ({ slice_id, id, walk, item: told[k] })),
    outbox: unsentRows.map(({ revision }, k) => ({
      revision,
      command: unsent[k]?.command,
      undone: unsent[k]?.undone ?? null,
    })),
    sent: sentRows.map(({ outcome, version, receipted_at, covering = null }, k) => ({
      outcome,
      version,
      receipted_at,
      covering,
      command: archived[k]?.command,
    })),
  };
}
