/** The app's own store and sync as one phone, without screens: a line in is a step, a line out is what came of it. */
import { createInterface } from 'node:readline';
import { answerPost, setChance, setClock, whenPosted } from './world';
import { openAll } from '../src/store/codec';
import { openStoreFor, setCurrentStore, type OpenStore } from '../src/store/current';
import { openDatabase, type Database } from '../src/store/database';
import { headersFor } from '../src/store/headers';
import { createLedger } from '../src/store/ledger';
import { databaseName, keepPerson, keyOf, personOf, updatePerson, type Person } from '../src/store/people';
import { save } from '../src/store/save';
import { doors, session } from '../src/store/signals';
import { newReplica } from '../src/store/start';
import type { Draft } from '../src/store/types';
import { undo } from '../src/store/undo';
import { refresh } from '../src/store/view';
import { openWork } from '../src/store/work';
import { pullAll } from '../src/sync/pull';
import { noTrouble, pushAll } from '../src/sync/push';
import { httpTransport } from '../src/sync/transport';
import type { Ledger } from '../src/sync/ports';

type Step = { readonly now: number } & (
  | { readonly do: 'open'; readonly person: Person; readonly seed: number; readonly planted: string | null }
  | { readonly do: 'save'; readonly draft: Draft }
  | { readonly do: 'undo'; readonly id: string }
  | { readonly do: 'round'; readonly crash_after: number | null }
  | { readonly do: 'answer'; readonly status: number; readonly body: string; readonly crash_after: number | null }
  | { readonly do: 'cut' }
  | { readonly do: 'crash' }
);
type Outcome =
  | { readonly post: { readonly path: string; readonly body: string } }
  | { readonly end: true }
  | { readonly crashed: true }
  | { readonly ids: readonly string[] }
  | { readonly failed: string };

interface App {
  readonly store: OpenStore;
  readonly ledger: Ledger;
  readonly trouble: ReturnType<typeof noTrouble>;
  readonly troubleAgain: ReturnType<typeof noTrouble>;
}

/** Bugs planted for a test: a checker that misses one is no checker. */
const plants: Readonly<Record<string, (ledger: Ledger) => Ledger>> = {
  a_page_taken_for_applied: (ledger) => ({ ...ledger, apply: () => Promise.resolve(true) }),
  cards_kept_without_a_slice: (ledger) => ({ ...ledger, sweep: () => Promise.resolve() }),
  nothing_sent_again: (ledger) => ({ ...ledger, archived: () => Promise.resolve([]) }),
  a_fork_that_keeps_its_name: (ledger) => ({ ...ledger, fork: () => Promise.resolve() }),
  receipts_thrown_away: (ledger) => ({
    ...ledger,
    settle: (sent, reply, asker, heard) => ledger.settle(sent, { ...reply, receipts: [] }, asker, heard),
  }),
};

let app: App | null = null;
let plant: (ledger: Ledger) => Ledger = (ledger) => ledger;
let stepsLeft: number | null = null;
let tell: (outcome: Outcome) => void = () => undefined;

function opened(): App {
  if (app === null) throw new Error('no app is installed yet');
  return app;
}

/** The process dies here: whoever waits for this never hears of it. */
function mayDie(): Promise<void> {
  if (stepsLeft === null || stepsLeft-- > 0) return Promise.resolve();
  stepsLeft = null;
  tell({ crashed: true });
  return new Promise(() => undefined);
}

/** The database of a process that may die before any of its transactions, or after it and before anybody knows. */
function mortal(db: Database): Database {
  return {
    ...db,
    async write(stores, work) {
      await mayDie();
      const result = await db.write(stores, work);
      await mayDie();
      return result;
    },
    async read(stores, work) {
      await mayDie();
      return db.read(stores, work);
    },
  };
}

/** The app is opened: everything but what is on the disk begins anew. */
async function start(person: Person): Promise<void> {
  const key = keyOf(person);
  const known = personOf(key) ?? person;
  const store = openStoreFor(known, openDatabase(databaseName(known)));
  const replica = await store.db.read(['replica'], (tx) => tx.objectStore('replica').get('own'));
  setCurrentStore(store);
  const { organization, roles, access } = known;
  session.value = { person: known.person, organization, roles, access, replica: replica?.id ?? known.replica };
  const ledger = createLedger(mortal(store.db), {
    changed: (households, items) => refresh(store, { households, items }),
    heard(heard, now) {
      store.heard = heard;
      updatePerson(key, { access: now });
      if (session.value !== null) session.value = { ...session.value, access: now };
    },
    placeOf: () => '',
    received: () => undefined,
    counted: (counted) => updatePerson(key, counted),
    persisted: () => null,
  });
  app = { store, ledger: plant(ledger), trouble: noTrouble(), troubleAgain: noTrouble() };
  await refresh(store, { households: 'all', items: true });
}

async function install(person: Person): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const gone = indexedDB.deleteDatabase(databaseName(person));
    gone.onsuccess = () => resolve();
    gone.onerror = () => reject(new Error('the old database stays'));
    gone.onblocked = () => undefined; // until the old handle is closed
  });
  keepPerson(person, { makeCurrent: true });
  const db = openDatabase(databaseName(person));
  await db.write(['replica'], (tx) => tx.objectStore('replica').put(newReplica(person.replica), 'own'));
  db.close();
  await start(person);
}

/** One round of src/sync/loop.ts, without its pauses. */
async function round({ store, ledger, trouble, troubleAgain }: App): Promise<void> {
  const transport = httpTransport(headersFor(store.person.person.id), new AbortController().signal);
  const end = await pushAll(ledger, transport, trouble, () => undefined);
  if (end?.problem === 'signed_out' || end?.problem === 'other_person') return;
  await pullAll(ledger, transport, troubleAgain, () => undefined);
}

/** Until the app posts again, the round has ended, or the process has died. */
function untilItWaits(begin: () => void): Promise<Outcome> {
  return new Promise((resolve) => {
    tell = resolve;
    whenPosted((post) => tell({ post }));
    begin();
  });
}

async function take(step: Step): Promise<Outcome> {
  setClock(step.now);
  switch (step.do) {
    case 'open':
      setChance(step.seed);
      plant = plants[step.planted ?? ''] ?? ((ledger) => ledger);
      await install(step.person);
      return { end: true };
    case 'save':
      return attempt(async () => ({ ids: await save([step.draft]) }));
    case 'undo':
      return attempt(async () => {
        await undo([step.id]);
        return { end: true };
      });
    case 'round':
      stepsLeft = step.crash_after;
      return untilItWaits(() => void round(opened()).then(() => tell({ end: true }), failed));
    case 'answer': {
      stepsLeft = step.crash_after;
      const bytes = Uint8Array.from(atob(step.body), (each) => each.charCodeAt(0));
      return untilItWaits(() => answerPost(new Response(bytes, { status: step.status })));
    }
    case 'cut':
      return untilItWaits(() => answerPost(null));
    case 'crash':
      await start(opened().store.person);
      return { end: true };
  }
}

async function attempt(deed: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await deed();
  } catch (error) {
    return { failed: String(error) };
  }
}

function failed(error: unknown): void {
  tell({ failed: String(error) });
}

/** Everything on the disk, and what the screens would take a form's `seen` from. */
async function state() {
  const stores = ['replica', 'heard', 'slices', 'bodies', 'memberships', 'items', 'outbox', 'sent'] as const;
  const [replica, heard, slices, bodies, memberships, items, outbox, sent] = await opened().store.db.read(
    stores,
    (tx) =>
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
    openWork(outbox),
    openWork(sent),
  ]);
  return {
    replica,
    heard: heard ?? null,
    access: session.value?.access ?? 'full',
    slices,
    bodies: bodies.map(({ household_id, version }, k) => ({ household_id, version, body: cards[k] })),
    memberships,
    items: items.map(({ slice_id, id, walk }, k) => ({ slice_id, id, walk, item: told[k] })),
    outbox: outbox.map(({ revision }, k) => ({
      revision,
      command: unsent[k]?.command,
      undone: unsent[k]?.undone ?? null,
    })),
    sent: sent.map(({ outcome, version, receipted_at, covering = null }, k) => ({
      outcome,
      version,
      receipted_at,
      covering,
      command: archived[k]?.command,
    })),
    seen: Object.fromEntries([...doors.value].map(([id, door]) => [id, door.seen])),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const step = JSON.parse(line) as Step;
  const outcome = await take(step);
  if ('crashed' in outcome) await start(opened().store.person);
  process.stdout.write(`${JSON.stringify({ ...outcome, state: await state() })}\n`);
}
