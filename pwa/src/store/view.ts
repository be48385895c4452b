import { batch } from '@preact/signals';
import type { Access } from '../protocol';
import type { Change } from './channel';
import { openAll } from './codec';
import { currentStore, type OpenStore } from './current';
import { foldDoor } from './door';
import { passOverGone } from './drafts';
import { listsOf, type Lists } from './lists';
import { aliasesOf, readSnapshot, remember, rootOf, type Snapshot } from './load';
import { personOf, updatePerson } from './people';
import { updateReady } from './ready';
import { readNotices, readReference } from './reference';
import type { HeardRow, Replica } from './schema';
import * as state from './signals';
import type { Door, Notice, Reference, Session } from './types';

let last: Promise<void> = Promise.resolve();

/**
 * Bring the signals up to what is on disk now: the one way in which anything gets onto the screen. One at a time, so
 * that an older reading never overtakes a newer one.
 */
export function refresh(store: OpenStore, change: Change): Promise<void> {
  const next = last.then(() => show(store, change));
  last = next.catch(() => undefined);
  return next;
}

async function show(store: OpenStore, change: Change): Promise<void> {
  const session = state.session.value;
  if (store !== currentStore() || session === null) return;
  const snapshot = await readSnapshot(
    store.db,
    change.households,
    change.items === true || change.households === 'all',
  );
  await remember(store.memory, snapshot);
  const items = await readItems(snapshot);
  const lists = await listsOf(snapshot);
  if (store !== currentStore()) return; // another person took the phone meanwhile
  batch(() => {
    const all = change.households === 'all' || (items !== null && differs(items.reference, state.reference.value));
    if (items !== null) {
      state.reference.value = items.reference;
      state.notices.value = items.notices;
    }
    state.doors.value = foldedDoors(store, all ? 'all' : change.households, session);
    noteAliases(store.memory.aliases);
    showLists(lists);
    noteHeard(store, snapshot.heard);
    noteReplica(store.key, snapshot.replica);
    updateReady(snapshot.slices);
  });
  await passOverGone(change.households);
}

/** The last reply may have come to another tab, or before a restart. */
function noteHeard(store: OpenStore, heard: HeardRow | undefined): void {
  if (heard === undefined) return;
  const { server_time, access } = store.heard ?? {};
  const isNews = heard.server_time !== server_time || heard.access !== access;
  if (isNews && heard.access !== undefined) noteAccess(store.key, heard.access);
  store.heard = heard;
  const last_heard_at = heard.server_time - heard.offset; // by this phone's clock
  if (last_heard_at !== state.syncing.value.last_heard_at)
    state.syncing.value = { ...state.syncing.value, last_heard_at };
}

export function noteAccess(key: string, access: Access): void {
  if (state.session.value === null || state.session.value.access === access) return;
  updatePerson(key, { access });
  state.session.value = { ...state.session.value, access };
}

/** The service worker, or another tab, may have counted on or gone on under another name: the database is the truth. */
function noteReplica(key: string, replica: Replica | undefined): void {
  if (replica === undefined) return;
  const { id, n } = replica;
  const known = personOf(key);
  if (known !== undefined && (known.replica !== id || known.n !== n)) updatePerson(key, { replica: id, n });
  if (state.session.value !== null && state.session.value.replica !== id)
    state.session.value = { ...state.session.value, replica: id };
}

function showLists({ outbox, attention, departures, counts }: Lists): void {
  state.outbox.value = outbox;
  state.attention.value = attention;
  state.departures.value = departures;
  state.counts.value = counts;
}

function foldedDoors(
  { memory }: OpenStore,
  ids: readonly string[] | 'all',
  session: Session,
): ReadonlyMap<string, Door> {
  const moved = rerouted(state.aliases.value, memory.aliases);
  if (ids !== 'all' && ids.length + moved.length === 0) return state.doors.value;
  const doors = new Map(ids === 'all' ? [] : state.doors.value);
  const touched = new Set(
    ids === 'all'
      ? [...memory.bodies.keys(), ...memory.own.keys()]
      : [...ids.flatMap((id) => [id, rootOf(memory, id), ...aliasesOf(memory, id)]), ...moved],
  );
  for (const id of touched) {
    const door = foldDoor(id, memory, state.reference.value, session);
    if (door === null) doors.delete(id);
    else doors.set(id, door);
  }
  return doors;
}

function noteAliases(aliases: ReadonlyMap<string, string>): void {
  if (rerouted(state.aliases.value, aliases).length > 0) state.aliases.value = new Map(aliases);
}

/** The ids that lead elsewhere than before, with what they led to and what they lead to. */
function rerouted(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): readonly string[] {
  const ids = [...new Set([...before.keys(), ...now.keys()])].filter((id) => before.get(id) !== now.get(id));
  return ids.flatMap((id) => [id, before.get(id) ?? id, now.get(id) ?? id]);
}

/** Only a campaign's rules reach into a door's state. */
function differs(one: Reference, other: Reference): boolean {
  return JSON.stringify([...one.campaigns.values()]) !== JSON.stringify([...other.campaigns.values()]);
}

async function readItems({ items }: Snapshot): Promise<{ reference: Reference; notices: readonly Notice[] } | null> {
  if (items === null) return null;
  const opened = await openAll(items.map((row) => row.body));
  return { reference: readReference(opened), notices: readNotices(opened) };
}
