import { batch } from '@preact/signals';
import { openAll } from './codec';
import { currentStore, type OpenStore } from './current';
import { foldDoor } from './door';
import { loadAll, loadSome } from './load';
import { updateReady } from './ready';
import { readNotices, readReference } from './reference';
import * as state from './signals';
import type { AttentionEntry, Door, OutboxEntry, Reference, Session } from './types';
import { openWork } from './work';

/** What a transaction changed. `households` names those to be read and folded again. */
export interface Change {
  readonly households: readonly string[] | 'all';
  readonly items?: boolean;
}

/** Bring the signals up to what is on disk now: the one way in which anything gets onto the screen. */
export async function refresh(store: OpenStore, change: Change): Promise<void> {
  const session = state.session.value;
  if (store !== currentStore() || session === null) return;
  if (change.households === 'all') await loadAll(store.db, store.memory);
  else await loadSome(store.db, store.memory, change.households);
  const items = change.items === true || change.households === 'all' ? await readItems(store) : null;
  const lists = await readLists(store);
  if (store !== currentStore()) return; // another person took the phone meanwhile
  batch(() => {
    const all = change.households === 'all' || (items !== null && differs(items.reference, state.reference.value));
    if (items !== null) {
      state.reference.value = items.reference;
      state.notices.value = items.notices;
    }
    state.doors.value = foldedDoors(store, all ? 'all' : change.households, state.reference.value, session);
    state.outbox.value = lists.outbox;
    state.attention.value = lists.attention;
    state.departures.value = lists.departures;
    state.counts.value = lists.counts;
    updateReady(lists.slices);
  });
}

function foldedDoors(
  store: OpenStore,
  ids: readonly string[] | 'all',
  reference: Reference,
  session: Session,
): ReadonlyMap<string, Door> {
  const { memory } = store;
  const doors = new Map(ids === 'all' ? [] : state.doors.value);
  const touched = ids === 'all' ? new Set([...memory.bodies.keys(), ...memory.own.keys()]) : ids;
  for (const id of touched) {
    const door = foldDoor(id, memory, reference, session);
    if (door === null) doors.delete(id);
    else doors.set(id, door);
  }
  return doors;
}

/** Only a campaign's rules reach into a door's state. */
function differs(one: Reference, other: Reference): boolean {
  return JSON.stringify([...one.campaigns.values()]) !== JSON.stringify([...other.campaigns.values()]);
}

async function readItems(store: OpenStore) {
  const rows = await store.db.read(['items'], (tx) => tx.objectStore('items').getAll());
  const items = await openAll(rows.map((row) => row.body));
  return { reference: readReference(items), notices: readNotices(items) };
}

async function readLists({ db }: OpenStore) {
  const rows = await db.read(['outbox', 'attention', 'departures', 'slices', 'replica'], async (tx) => ({
    outbox: await tx.objectStore('outbox').getAll(),
    attention: await tx.objectStore('attention').getAll(),
    departures: await tx.objectStore('departures').getAll(),
    slices: await tx.objectStore('slices').getAll(),
    replica: await tx.objectStore('replica').get('own'),
  }));
  const departures = await openAll(rows.departures.map((row) => row.body));
  const outbox = outboxEntries(rows.outbox, await openWork(rows.outbox));
  const attention = attentionEntries(rows.attention, await openWork(rows.attention));
  const shown = outbox.filter(({ command }) => command.type !== 'withdraw');
  const counts = {
    on_phone: shown.length,
    with_server: rows.replica?.with_server ?? 0,
    attention: attention.length,
    oldest_at: shown.reduce<number | null>(
      (oldest, { saved_at }) => (oldest === null ? saved_at : Math.min(oldest, saved_at)),
      null,
    ),
  };
  return {
    outbox: shown,
    attention,
    departures: [...departures].sort((a, b) => b.at - a.at),
    slices: rows.slices,
    counts,
  };
}

function outboxEntries(
  rows: readonly Pick<OutboxEntry, 'saved_at' | 'tries' | 'last_reason'>[],
  works: Awaited<ReturnType<typeof openWork>>,
): readonly OutboxEntry[] {
  return works.flatMap((work, index) => {
    const row = rows[index];
    if (row === undefined) return [];
    const { saved_at, tries, last_reason } = row;
    return [{ command: work.command, label: work.label, saved_at, tries, last_reason }];
  });
}

function attentionEntries(
  rows: readonly Omit<AttentionEntry, 'command' | 'label'>[],
  works: Awaited<ReturnType<typeof openWork>>,
): readonly AttentionEntry[] {
  return works
    .flatMap((work, index) => {
      const row = rows[index];
      if (row === undefined) return [];
      const { id, outcome, reason, household_id, at } = row;
      return [{ id, outcome, reason, household_id, at, command: work.command, label: work.label }];
    })
    .sort((a, b) => b.at - a.at);
}
