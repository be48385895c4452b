import { signal } from '@preact/signals';
import { listenToOtherTabs } from './channel';
import { compareWithServer } from './compare';
import { currentStore, openStoreFor, setCurrentStore, type OpenStore } from './current';
import { openDatabase, type Database } from './database';
import { byItself, SaveError } from './errors';
import { leaveHere } from './handover';
import { newId } from './ids';
import { watchOthers } from './others';
import { payLogouts } from './owed';
import { currentPerson, databaseName, keyOf, updatePerson, type Person } from './people';
import { readPersisted } from './persistence';
import { forgetRounds } from './ready';
import { recoverPerson } from './recover';
import type { Replica } from './schema';
import { prepareSearch } from './search';
import { startSettings } from './settings';
import { session } from './signals';
import { startOwnLoop } from './sync';
import { refresh } from './view';

/** What the app can show: nothing yet, a door for somebody new, a person's work, or that the browser keeps nothing. */
export type Phase = 'opening' | 'nobody' | 'open' | 'denied';

export const phase = signal<Phase>('opening');

export async function startStore(): Promise<void> {
  startSettings();
  listenToOtherTabs(
    (key, change) => void whenCurrent(key, (store) => refresh(store, change)),
    (key) => void whenCurrent(key, (store) => store.loop?.now()),
    (key) => void whenCurrent(key, leaveHere),
  );
  listenForChances();
  const person = currentPerson();
  if (person !== null) return openPerson(person);
  phase.value = 'nobody';
  void watchOthers(''); // what those who used the phone before left unsent goes out all the same
  if (location.hash !== '') return; // they come with a code
  const found = await recoverPerson();
  if (found !== null && currentStore() === null) await openPerson(found);
}

/** Show this person's store. Resolves when what the phone holds is on the screen; the network comes after. */
export async function openPerson(person: Person): Promise<void> {
  currentStore()?.loop?.stop();
  const store = openStoreFor(person, openDatabase(databaseName(person)));
  try {
    await prepareReplica(store);
    setCurrentStore(store);
    forgetRounds();
    await refresh(store, { households: 'all', items: true });
    phase.value = 'open';
    void afterOpening(store);
  } catch (error) {
    if (!(error instanceof SaveError)) throw error;
    phase.value = 'denied';
  }
}

async function afterOpening(store: OpenStore): Promise<void> {
  await readPersisted().catch(() => undefined);
  if (store !== currentStore()) return;
  store.loop = startOwnLoop(store);
  store.loop.nudge();
  void watchOthers(store.key); // first: what they left is said not to be with the server as long as it is not counted
  for (const step of [() => compareWithServer(store), payLogouts, prepareSearch]) await byItself(step);
}

/** Read who this store writes as. If it is empty the browser threw it away: the person is told, and it begins anew. */
async function prepareReplica(store: OpenStore): Promise<void> {
  const replica = await store.db.read(['replica'], (tx) => tx.objectStore('replica').get('own'));
  const { person, organization, roles, access } = store.person;
  session.value = { person, organization, roles, access, replica: replica?.id ?? (await beginAnew(store)) };
}

async function beginAnew({ db, key, person }: OpenStore): Promise<string> {
  const made = newReplica(newId());
  const replica = await claimReplica(db, made);
  if (replica.id !== made.id) return replica.id; // another page began anew at the same moment, and has said so
  const former = person.replica === '' ? null : { replica: person.replica, n: person.n };
  updatePerson(key, { replica: replica.id, n: replica.n, wiped: { at: Date.now(), unsent: null, former } });
  return replica.id;
}

/**
 * Who this store writes as; one that is empty writes as `made` from now on. In one transaction, for another page may write
 * between a reading and a writing: what it counted would be counted again.
 */
export function claimReplica(db: Database, made: Replica): Promise<Replica> {
  return db.write(['replica'], async (tx) => {
    const replica = (await tx.objectStore('replica').get('own')) ?? made;
    await tx.objectStore('replica').put(replica, 'own');
    return replica;
  });
}

export function newReplica(id: string): Replica {
  return { id, n: 0, forked_from: null, lost: [], with_server: 0 };
}

/** A try is worth while when the network may be back or somebody looks at the app. */
function listenForChances(): void {
  const nudge = () => currentStore()?.loop?.nudge();
  addEventListener('online', nudge);
  addEventListener('pageshow', nudge);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') nudge();
  });
}

async function whenCurrent(key: string, work: (store: OpenStore) => unknown): Promise<void> {
  const store = currentStore();
  if (store !== null && keyOf(store.person) === key) await work(store);
}
