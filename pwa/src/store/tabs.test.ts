import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import type { Receipt, SlicePage } from '../protocol';
import { pullAll } from '../sync/pull';
import { noTrouble, pushAll } from '../sync/push';
import type { Answer, Transport } from '../sync/ports';
import type { Database } from './database';
import {
  aCard,
  aLedger,
  anOpenStore,
  aPage as aPageOf,
  aPerson,
  aReceipt,
  aServer,
  aVisit,
  household,
  ok,
  pulled,
  type Asked,
} from './makers';
import { keepDraft, loadDraft } from './drafts';
import { leavePhone } from './handover';
import { doors } from './signals';
import type { Person } from './people';
import { save } from './save';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** What the server knows of one phone: whose commands it has, by which number of which replica, and what it answered. */
class Office {
  readonly receipts = new Map<string, Receipt>();
  readonly numbers = new Map<string, Map<number, string>>();
  readonly strangers: string[] = [];

  constructor(first: string) {
    this.numbers.set(first, new Map());
  }

  take(path: string, { replica, commands, forked_from }: Asked): Answer {
    if (path.endsWith('pull')) return pulled([]);
    if (forked_from !== undefined && !this.numbers.has(forked_from)) this.strangers.push(forked_from);
    const known = this.numbers.get(replica) ?? new Map<number, string>();
    this.numbers.set(replica, known);
    if (commands.some(({ id, n }) => known.has(n) && known.get(n) !== id && !this.receipts.has(id)))
      return ok({ fork: true, receipts: [] });
    for (const command of commands) {
      known.set(command.n, command.id);
      const outcome = command.type === 'withdraw' ? 'noop' : 'applied';
      if (!this.receipts.has(command.id)) this.receipts.set(command.id, aReceipt(command, { outcome }));
    }
    return ok({ fork: false, receipts: commands.map(({ id }) => this.receipts.get(id)) });
  }
}

/** Another phone with a copy of this one's store writes under its name. */
function writeAsClone(office: Office, replica: string, n: number): void {
  const known = office.numbers.get(replica) ?? new Map<number, string>();
  if (!known.has(n)) known.set(n, household(9000 + n));
  office.numbers.set(replica, known);
}

const replicaOf = (db: Database) => db.read(['replica'], (tx) => tx.objectStore('replica').get('own'));

test('two pages that hear of one fork go on as one new replica, which names the one that the server knows', async () => {
  const person = aPerson();
  const store = await anOpenStore(person);
  await save([aVisit()]);
  const office = new Office(person.replica);
  writeAsClone(office, person.replica, 1);
  const answers: (() => void)[] = [];
  const held: Transport = {
    post: (path, body) =>
      new Promise((resolve) => {
        const answer = office.take(path, JSON.parse(JSON.stringify(body)) as Asked);
        answers.push(() => resolve(answer));
      }),
  };

  const rounds = [1, 2].map(() => pushAll(aLedger(store), held, noTrouble(), () => undefined));
  await vi.waitFor(() => expect(answers).toHaveLength(2)); // both have asked before either hears
  while (office.receipts.size === 0 || answers.length > 0) {
    answers.shift()?.();
    await new Promise(setImmediate);
  }
  await Promise.all(rounds);

  expect((await replicaOf(store.db))?.forked_from).toBe(person.replica);
  expect(office.strangers).toEqual([]);
  expect(office.numbers.size).toBe(2);
});

/** A page of its own: every module of the app is loaded anew, over the same database, the same channel and the same localStorage. */
async function aPage(person: Person, isFirst: boolean) {
  vi.resetModules();
  const [makers, current, database, people, saving, undoing, pushing, pulling, channel, signals, view, handover] =
    await Promise.all([
      import('./makers'),
      import('./current'),
      import('./database'),
      import('./people'),
      import('./save'),
      import('./undo'),
      import('../sync/push'),
      import('../sync/pull'),
      import('./channel'),
      import('./signals'),
      import('./view'),
      import('./handover'),
    ]);
  const store = isFirst
    ? await makers.anOpenStore(person)
    : current.openStoreFor(person, database.openDatabase(people.databaseName(person)));
  current.setCurrentStore(store);
  const { organization, roles, replica } = person;
  signals.session.value = { person: person.person, organization, roles, replica, access: 'full' };
  channel.listenToOtherTabs(
    (_, { households }) => void view.refresh(store, { households }),
    () => undefined,
    () => handover.leaveHere(store),
  );
  const ledger = makers.aLedger(store);
  const trouble = pushing.noTrouble();
  let round: Promise<unknown> | null = null;
  return {
    store,
    save: (n: number) => saving.save([makers.aVisit({ household_id: household(n) })]),
    undo: (id: string) => undoing.undo([id]).catch(() => undefined), // what cannot be taken back stays
    /** One at a time, as its loop has it; the other page may be at it too. */
    round: (transport: Transport) =>
      (round ??= pushing
        .pushAll(ledger, transport, trouble, () => undefined)
        .then(() => pulling.pullAll(ledger, transport, pushing.noTrouble(), () => undefined))
        .finally(() => (round = null))),
    leave: () => handover.leavePhone(),
    isOpen: () => current.currentStore() !== null,
    refresh: () => view.refresh(store, { households: 'all' }),
    shown: () => ({ unsent: signals.outbox.value.length, counts: signals.counts.value }),
  };
}

test('what a page fetched that died before it showed it the other shows, and sweeps, in its next round', async () => {
  const store = await anOpenStore();
  const [one, other] = [aLedger(store), aLedger(store)];
  const fetch = (ledger: typeof one, page: SlicePage) =>
    pullAll(ledger, aServer(() => pulled([page])).transport, noTrouble(), () => undefined);
  await fetch(one, aPageOf({ entries: [{ card: aCard(1) }] }));
  await fetch(other, aPageOf({ cursor: 'c1' }));
  const gone = { household_id: household(1), version: 2, reason: 'closed' as const };
  await one.apply(aPageOf({ cursor: 'c2', entries: [{ gone }, { card: aCard(2) }] }), 'c1'); // and is gone

  await other.distrust();
  await fetch(other, aPageOf({ cursor: 'c2' }));

  expect([...doors.value.keys()]).toEqual([household(2)]);
  expect(await store.db.read(['bodies'], (tx) => tx.objectStore('bodies').getAllKeys())).toEqual([household(2)]);
});

function chances(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A network that takes its time, loses requests, and loses replies. */
function aNetwork(office: Office, chance: () => number): Transport {
  const pause = async () => {
    for (let turns = Math.floor(chance() * 6); turns > 0; turns--) await new Promise(setImmediate);
  };
  return {
    async post(path, body) {
      const asked = JSON.parse(JSON.stringify(body)) as Asked;
      await pause();
      if (chance() < 0.15) return { kind: 'offline' };
      const answer = office.take(path, asked);
      await pause();
      return chance() < 0.15 ? { kind: 'offline' } : answer;
    },
  };
}

test.each(Array.from({ length: 4 }, (_, seed) => seed + 1))(
  'two pages that save, undo and sync at once lose nothing and count nothing twice (%i)',
  async (seed) => {
    const person = aPerson({ person: { id: `tabs-${seed}`, name: 'ann' }, replica: `replica-tabs-${seed}` });
    const chance = chances(seed);
    const office = new Office(person.replica);
    const pages = [await aPage(person, true), await aPage(person, false)] as const;
    const pageByChance = () => pages[chance() < 0.5 ? 0 : 1];
    const saved: string[] = [];
    const under_way: Promise<unknown>[] = [];

    for (let step = 0; step < 60; step++) {
      const page = pageByChance();
      const dice = chance();
      const last = saved[saved.length - 1];
      if (dice < 0.35) saved.push(...(await page.save(step)));
      else if (dice < 0.5) under_way.push(page.save(100 + step).then((ids) => saved.push(...ids)));
      else if (dice < 0.6 && last !== undefined) under_way.push(page.undo(last));
      else if (dice < 0.65) {
        const own = await replicaOf(page.store.db);
        if (own !== undefined) writeAsClone(office, own.id, own.n + 1);
      } else under_way.push(page.round(aNetwork(office, chance)));
      if (chance() < 0.5) await new Promise(setImmediate);
    }
    await Promise.all(under_way);
    for (let quiet = 0; quiet < 3; quiet++)
      for (const page of pages)
        await page.round({ post: (path, body) => Promise.resolve(office.take(path, body as Asked)) });
    for (const page of pages) await page.refresh();

    const own = await replicaOf(pages[0].store.db);
    expect(saved.filter((id) => !office.receipts.has(id))).toEqual([]);
    expect(pages.map((page) => page.shown().unsent)).toEqual([0, 0]);
    expect(pages[0].shown().counts).toEqual(pages[1].shown().counts);
    expect(pages[0].shown().counts.with_server).toBeLessThanOrEqual(office.receipts.size);
    expect(office.strangers).toEqual([]);
    const given = [...office.numbers.values()].flatMap((each) => [...each.keys()]);
    expect(Math.max(...given)).toBeLessThanOrEqual((own?.n ?? 0) + 1); // the clone's last
    expect(new Set(saved).size).toBe(saved.length);
  },
);

/** Two pages of one person, with a network that answers every call. */
async function twoPages() {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('{}')));
  vi.stubGlobal('location', { assign: () => undefined });
  const person = aPerson();
  return { person, pages: [await aPage(person, true), await aPage(person, false)] as const };
}

const storesOf = async ({ person }: Person) =>
  (await indexedDB.databases()).filter(({ name = '' }) => name.endsWith(`.${person.id}`));

test('whoever is taken off the phone in one page is so in the other, which makes no store anew', async () => {
  const { person, pages } = await twoPages();
  const [one, other] = pages;

  expect(await one.leave()).toBe(true);

  await vi.waitFor(() => expect(other.isOpen()).toBe(false));
  await expect(other.save(1)).rejects.toThrow('gone');
  await expect(replicaOf(other.store.db)).rejects.toThrow('gone');
  expect(await storesOf(person)).toEqual([]);
});

test('nobody is taken off the phone with anything half typed that they did not give up', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('{}')));
  vi.stubGlobal('location', { assign: () => undefined });
  await anOpenStore();
  await keepDraft('visit', { note: '半' });

  expect([await leavePhone(), await leavePhone(['facts'])]).toEqual([false, false]);
  expect(await loadDraft('visit')).toEqual({ note: '半' });
  expect(await leavePhone(['visit'])).toBe(true);
});

test('a store that was deleted is not made anew by whoever had it open', async () => {
  const person = aPerson();
  const store = await anOpenStore(person);

  indexedDB.deleteDatabase(store.db.name);

  await vi.waitFor(async () => expect(await storesOf(person)).toEqual([]));
  await expect(replicaOf(store.db)).rejects.toThrow('gone');
  expect(await storesOf(person)).toEqual([]);
});

test.each(Array.from({ length: 8 }, (_, turns) => turns))(
  'what a page saves while its person is taken off in another is kept, or was never said to be saved (%i)',
  async (turns) => {
    const { pages } = await twoPages();
    const [one, other] = pages;

    const leaving = one.leave();
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    const saved = await other.save(1).catch(() => null);

    if (await leaving) expect(saved).toBeNull();
    else expect(await other.store.db.read(['outbox'], (tx) => tx.objectStore('outbox').count())).toBe(1);
  },
);
