import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { MAX_KEPT } from '../protocol';
import { pullAll } from '../sync/pull';
import { noTrouble, pushAll } from '../sync/push';
import { keepDraft, keptDrafts } from './drafts';
import { aCard, aLedger, anOpenStore, aPage, aReceipt, aServer, aVisit, household, ok, pulled, pushed } from './makers';
import { save } from './save';
import { attention, departures } from './signals';

type Store = Awaited<ReturnType<typeof anOpenStore>>;
type Ledger = ReturnType<typeof aLedger>;

const kinds = ['bodies', 'sent', 'attention', 'drafts'] as const;
const kept = (store: Store) =>
  store.db.read(kinds, (tx) => Promise.all(kinds.map((name) => tx.objectStore(name).count())));
const fetchPage = (store: Store, page: ReturnType<typeof aPage>, ledger: Ledger = aLedger(store)) =>
  pullAll(ledger, aServer(() => pulled([page])).transport, noTrouble(), () => undefined);
const send = (store: Store, outcome: 'applied' | 'merged' = 'applied') =>
  pushAll(
    aLedger(store),
    aServer((_, { commands }) => pushed(commands, { receipts: commands.map((each) => aReceipt(each, { outcome })) }))
      .transport,
    noTrouble(),
    () => undefined,
  );

/** A server that has erased these people, and answers a first pull with `page`. */
function erasing(ids: readonly string[], page: ReturnType<typeof aPage>) {
  return aServer((_, { kept: named = [] }, turn) => {
    const erased = named.filter((id) => ids.includes(id));
    return pulled(turn === 1 ? [page] : [], erased.length > 0 ? { erased } : {});
  });
}

afterEach(() => vi.useRealTimers());

test('people who are erased leave with all that this phone kept about them', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }, { card: aCard(2) }] }));
  await save([aVisit({ outcome: 'met' }), aVisit({ household_id: household(2) })]);
  await send(store, 'merged');
  await keepDraft(`visit/${household(1)}`, { note: 'half a sentence' });
  await keepDraft(`visit/${household(2)}`, { note: 'another' });
  expect(await kept(store)).toEqual([2, 2, 2, 2]);

  const gone = { household_id: household(1), version: 9, reason: 'erased' as const };
  await fetchPage(store, aPage({ cursor: 'c2', entries: [{ gone }] }));

  expect(await kept(store)).toEqual([1, 0, 1, 1]); // what the other door's receipt of long ago left behind is swept as ever
  expect(attention.value.map((entry) => entry.household_id)).toEqual([household(2)]);
  expect([...keptDrafts.value.keys()]).toEqual([`visit/${household(2)}`]);
  expect(departures.value).toMatchObject([{ household_id: household(1), reason: 'erased' }]);
});

test('no card of erased people stays for another list that has not said yet that they left it', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }, { card: aCard(2) }] }));

  const gone = { household_id: household(1), version: 9, reason: 'erased' as const };
  await fetchPage(store, aPage({ id: 'another', entries: [{ gone }] }));

  const left = await store.db.read(['bodies', 'memberships'], async (tx) => [
    await tx.objectStore('bodies').getAllKeys(),
    (await tx.objectStore('memberships').getAllKeys()).map(([, household_id]) => household_id),
  ]);
  expect(left).toEqual([[household(2)], [household(2)]]);
});

test('what comes too late for people who were erased is kept nowhere', async () => {
  const store = await anOpenStore();
  await save([aVisit({ outcome: 'met' })]);
  const server = aServer((_, { commands }) =>
    ok({
      fork: false,
      receipts: commands.map((command) => ({ ...aReceipt(command), outcome: 'superseded', reason: 'erased' })),
    }),
  );

  await pushAll(aLedger(store), server.transport, noTrouble(), () => undefined);

  const left = await store.db.read(['outbox', 'sent', 'attention'], (tx) =>
    Promise.all((['outbox', 'sent', 'attention'] as const).map((name) => tx.objectStore(name).count())),
  );
  expect(left).toEqual([0, 0, 0]);
});

test('work that had arrived before its people were erased is kept nowhere, though its receipt comes after', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }] }));
  await save([aVisit({ outcome: 'met' })]);
  const gone = { household_id: household(1), version: 9, reason: 'erased' as const };
  await fetchPage(store, aPage({ cursor: 'c2', entries: [{ gone }] }));

  await send(store);

  const left = await store.db.read(['outbox', 'sent', 'attention'], (tx) =>
    Promise.all((['outbox', 'sent', 'attention'] as const).map((name) => tx.objectStore(name).count())),
  );
  expect(left).toEqual([0, 0, 0]);
});

test('what was sent about people whose card left without a word goes in the round that asks for it', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 0 }); // nothing that was sent is a fortnight old
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }, { card: aCard(2) }] }));
  await save([aVisit({ note: '她女儿的事' }), aVisit({ household_id: household(2) })]);
  await send(store, 'merged');
  await keepDraft(`visit/${household(1)}`, { note: 'half a sentence' });
  const server = erasing([household(1)], aPage({ cursor: 'c2', reset: true, entries: [{ card: aCard(2) }] }));

  await pullAll(aLedger(store), server.transport, noTrouble(), () => undefined);

  expect(server.asked.map((each) => each.kept)).toEqual([undefined, [household(1)]]);
  expect(await kept(store)).toEqual([1, 1, 1, 0]);
  expect(attention.value.map((entry) => entry.household_id)).toEqual([household(2)]);
});

test('work and drafts at another id of an erased household go with it', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 0 });
  const store = await anOpenStore();
  const [root, alias] = [household(1), household(2)];
  const card = aCard(1);
  await fetchPage(
    store,
    aPage({ entries: [{ card: { ...card, household: { ...card.household, aliases: [alias] } } }] }),
  );
  await save([aVisit({ household_id: alias, note: '她女儿的事' })]);
  await send(store);
  await keepDraft(`visit/${alias}`, { note: 'half a sentence' });
  const gone = { household_id: root, version: 9, reason: 'erased' as const };

  const server = erasing([root, alias], aPage({ cursor: 'c2', entries: [{ gone }] }));
  await pullAll(aLedger(store), server.transport, noTrouble(), () => undefined);

  expect(await kept(store)).toEqual([0, 0, 0, 0]);
});

test('what is kept of cards that are here is not asked for, and of the others once an hour', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const store = await anOpenStore();
  const ledger = aLedger(store);
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }] }), ledger);
  await keepDraft(`visit/${household(1)}`, {});
  for (let n = 2; n < MAX_KEPT + 3; n++) await keepDraft(`visit/${household(n)}`, {});
  const server = aServer(() => pulled([]));
  const round = () => pullAll(ledger, server.transport, noTrouble(), () => undefined);

  vi.setSystemTime(Date.now() + 3_600_000);
  await round();
  await round();
  vi.setSystemTime(Date.now() + 3_600_000);
  await round();

  expect(server.asked.map((each) => each.kept?.length)).toEqual([MAX_KEPT, 1, undefined, MAX_KEPT, 1]);
  expect(server.asked.flatMap((each) => each.kept)).not.toContain(household(1));
});
