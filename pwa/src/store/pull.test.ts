import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { pullAll } from '../sync/pull';
import { pushAll, noTrouble } from '../sync/push';
import {
  aCard,
  aLedger,
  anOpenStore,
  aPage,
  aReceipt,
  aServer,
  aVisit,
  campaign_id,
  household,
  ok,
  pulled,
  pushed,
  slice_id,
  refused,
} from './makers';
import { sweep } from './leaving';
import { save } from './save';
import { departures, doors, fetched, outbox, ready, reference } from './signals';
import { noteRound, setShellCached } from './ready';
import { applyPage, expectSlices } from './slices';
import { refresh } from './view';

type Store = Awaited<ReturnType<typeof anOpenStore>>;
type Server = ReturnType<typeof aServer>;

const pull = (store: Store, server: Server) => pullAll(aLedger(store), server.transport, noTrouble(), () => undefined);
const fetchPage = (store: Store, page: ReturnType<typeof aPage>) =>
  pull(
    store,
    aServer(() => pulled([page])),
  );
const notices = (change: Parameters<typeof aPage>[0]) => aPage({ id: household(52), kind: 'notices', ...change });
const shown = () => [...doors.value.keys()].sort();

test('pages are fetched until no slice has more, and the phone is then ready', async () => {
  const store = await anOpenStore();
  setShellCached();
  const server = aServer((_, __, turn) =>
    turn === 1
      ? pulled([aPage({ entries: [{ card: aCard(1) }], more: true })])
      : pulled([aPage({ cursor: 'c2', entries: [{ card: aCard(2) }], digest: { count: 2, sum: 3 } })]),
  );

  expect(ready.value).toBe(false);
  expect(await pull(store, server)).toBeNull();

  expect(shown()).toEqual([household(1), household(2)]);
  expect(server.asked.map(({ cursors }) => cursors[slice_id])).toEqual([undefined, 'c1']);
  expect(ready.value).toBe(true);
});

test('doors are still coming until every slice that was named has been fetched to its end', async () => {
  const store = await anOpenStore();
  await expectSlices(store.db, [{ id: slice_id, kind: 'team' }]);
  await refresh(store, { households: 'all' });
  noteRound(); // a round that another tab ran

  expect(fetched.value).toBe(false);
  await fetchPage(store, aPage({ digest: { count: 0, sum: 0 } }));

  expect(fetched.value).toBe(true);
});

test('somebody without a slice has everything once a round has ended well', async () => {
  await anOpenStore();

  expect(fetched.value).toBe(false);
  noteRound();

  expect(fetched.value).toBe(true);
});

test('a page asked with another cursor than the stored one changes nothing', async () => {
  const store = await anOpenStore();
  const ledger = aLedger(store);
  await ledger.apply(aPage({ cursor: 'c1', entries: [{ card: aCard(1) }] }), undefined);

  expect(await ledger.apply(aPage({ cursor: 'c9', entries: [{ card: aCard(2) }] }), 'c0')).toBe(false);

  expect((await ledger.cursors())[slice_id]?.cursor).toBe('c1');
});

test('a page that was applied but reported lost is shown all the same', async () => {
  const store = await anOpenStore();
  const page = aPage({ entries: [{ card: aCard(1) }] });
  const ledger = aLedger(store);
  await applyPage(store.db, page, undefined, () => '');

  const isApplied = await ledger.apply(page, undefined); // once more, since nobody heard that it was
  await ledger.hear(
    { server_time: 1, missing: [], access: 'full', dropped: [], slices: [page] },
    { server_time: 1, offset: 0 },
    'r',
  );

  expect(isApplied).toBe(false);
  expect(shown()).toEqual([household(1)]);
});

test('after a reset the phone keeps everything until the walk has ended, then removes what it did not name', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }, { card: aCard(2) }] }));
  const held: string[][] = [];
  const server = aServer((_, __, turn) => {
    held.push(shown());
    return turn === 1
      ? pulled([aPage({ cursor: 'c2', reset: true, more: true, entries: [{ card: aCard(3) }] })])
      : pulled([aPage({ cursor: 'c3', entries: [{ card: aCard(1) }] })]);
  });

  await pull(store, server);

  expect(held[1]).toEqual([household(1), household(2), household(3)]);
  expect(shown()).toEqual([household(1), household(3)]);
});

test('a card that leaves is gone at the end of the round, and the phone says why', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }, { card: aCard(2) }] }));

  const gone = { household_id: household(1), version: 5, reason: 'reassigned' as const, to: household(7) };
  await fetchPage(store, aPage({ cursor: 'c2', entries: [{ gone }] }));

  expect(shown()).toEqual([household(2)]);
  expect(departures.value).toMatchObject([
    { household_id: household(1), reason: 'reassigned', to: household(7), label: '001' },
  ]);
  expect(await store.db.read(['bodies'], (tx) => tx.objectStore('bodies').count())).toBe(1);
});

test('a card that moves between two slices of one phone stays, and nothing is said to have left', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }] }));

  const gone = { household_id: household(1), version: 2, reason: 'reassigned' as const };
  await pull(
    store,
    aServer(() =>
      pulled([
        aPage({ cursor: 'c2', entries: [{ gone }] }),
        aPage({ id: household(52), entries: [{ card: aCard(1, { version: 2 }) }] }),
      ]),
    ),
  );

  expect(shown()).toEqual([household(1)]);
  expect(departures.value).toEqual([]);
});

test('of two slices that show one household the higher version is kept', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1, { version: 7 }) }] }));

  await fetchPage(
    store,
    aPage({
      id: household(52),
      entries: [{ card: aCard(1, { version: 6, household: { ...aCard(1).household, name: '旧' } }) }],
    }),
  );

  expect(doors.value.get(household(1))?.card).toMatchObject({ version: 7, household: { name: '王淑珍' } });
});

test('a dropped slice leaves at once, pending work stays', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }] }));
  await save([aVisit()]);

  await pull(
    store,
    aServer(() => pulled([], { dropped: [slice_id] })),
  );

  expect(shown()).toEqual([]);
  expect(outbox.value).toHaveLength(1);
});

test('an ended slice leaves at once with its reason, and unsent work stays', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }, { card: aCard(2) }] }));
  await save([aVisit()]);
  const why = { slice_id, reason: 'campaign_ended' as const, name: '秋季走访', at: 1_000 };

  await pull(
    store,
    aServer(() => pulled([], { dropped: [slice_id], ended: [why] })),
  );

  expect(shown()).toEqual([]);
  expect(outbox.value).toHaveLength(1);
  expect(departures.value).toMatchObject([{ label: '秋季走访', reason: 'campaign_ended', at: 1_000, count: 2 }]);

  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }] })); // the end was taken back
  expect(departures.value).toEqual([]);
});

test('a slice that differs from its digest twice is walked again from its beginning', async () => {
  const store = await anOpenStore();
  const digest = { count: 2, sum: 9 };
  await fetchPage(store, aPage({ cursor: 'c1', entries: [{ card: aCard(1) }], digest }));
  await fetchPage(store, aPage({ cursor: 'c2', digest }));
  const server = aServer(() =>
    pulled([aPage({ cursor: 'c3', entries: [{ card: aCard(4) }, { card: aCard(5) }], digest })]),
  );

  await pull(store, server);

  expect(server.asked[0]?.cursors).toEqual({});
  expect(shown()).toEqual([household(4), household(5)]);
});

test('on a changed epoch the phone sends what it sent before, then pulls', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }] }));
  const [id] = await save([aVisit()]);
  await pushAll(aLedger(store), aServer((_, { commands }) => pushed(commands)).transport, noTrouble(), () => undefined);
  const restored = aPage({ epoch: 'e2', cursor: 'd1', reset: true, entries: [{ card: aCard(1, { version: 90 }) }] });
  const server = aServer((path, { commands }) => (path.endsWith('push') ? pushed(commands) : pulled([restored])));

  expect(await pull(store, server)).toBeNull();

  expect(server.asked.map(({ path }) => path.split('/').pop())).toEqual(['pull', 'push', 'pull']);
  expect(server.asked[1]?.commands.map((command) => command.id)).toEqual([id]);
  expect(doors.value.get(household(1))?.card.version).toBe(90);
});

test('a phone that sent something and knows no epoch yet sends it again: the store may have been put back since', async () => {
  const store = await anOpenStore();
  const [id] = await save([aVisit()]);
  await pushAll(aLedger(store), aServer((_, { commands }) => pushed(commands)).transport, noTrouble(), () => undefined);
  const first = aPage({ entries: [{ card: aCard(1) }] });
  const server = aServer((path, { commands }) => (path.endsWith('push') ? pushed(commands) : pulled([first])));

  expect(await pull(store, server)).toBeNull();
  expect(await pull(store, server)).toBeNull();

  expect(server.asked.map(({ path }) => path.split('/').pop())).toEqual(['pull', 'push', 'pull', 'pull']);
  expect(server.asked[1]?.commands.map((command) => command.id)).toEqual([id]);
});

test('a phone whose every slice has ended sends again what it sent: no epoch tells it that the store was put back', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }] }));
  const [id] = await save([aVisit()]);
  await pushAll(aLedger(store), aServer((_, { commands }) => pushed(commands)).transport, noTrouble(), () => undefined);
  const server = aServer((path, { commands }) =>
    path.endsWith('push') ? pushed(commands) : pulled([], { dropped: [aPage().id] }),
  );

  expect(await pull(store, server)).toBeNull();

  expect(server.asked.map(({ path }) => path.split('/').pop()).slice(0, 3)).toEqual(['pull', 'push', 'pull']);
  expect(server.asked[1]?.commands.map((command) => command.id)).toEqual([id]);
});

test('a phone that is told to wipe itself does so at once, though it may have something to send again', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }] }));
  await save([aVisit()]);
  await pushAll(aLedger(store), aServer((_, { commands }) => pushed(commands)).transport, noTrouble(), () => undefined);
  const server = aServer((path) =>
    path.endsWith('push') ? refused(503, 'busy') : pulled([], { access: 'wipe', dropped: [aPage().id] }),
  );

  expect(await pull(store, server)).toMatchObject({ problem: 'access_ended' });

  expect(doors.value.size).toBe(0);
  expect(server.asked.map(({ path }) => path.split('/').pop())).not.toContain('push');
});

test('own work shows until a card of its receipt’s version is pulled', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1, { version: 4 }) }] }));
  await save([aVisit({ seen: 4, outcome: 'refused' })]);
  expect(doors.value.get(household(1))).toMatchObject({ state: 'refused', tries: 1, pending: 1, seen: 4 });

  const receipts = (commands: Parameters<typeof pushed>[0]) =>
    commands.map((command) => aReceipt(command, { version: 6 }));
  const server = aServer((_, { commands }) =>
    ok({ fork: false, receipts: receipts(commands), server_time: Date.now() }),
  );
  await pushAll(aLedger(store), server.transport, noTrouble(), () => undefined);
  await fetchPage(store, aPage({ cursor: 'c2', entries: [{ card: aCard(1, { version: 5 }) }] }));
  expect(doors.value.get(household(1))).toMatchObject({ state: 'refused', pending: 0, seen: 4 });

  await fetchPage(store, aPage({ cursor: 'c3', entries: [{ card: aCard(1, { version: 6 }) }] }));
  expect(doors.value.get(household(1))).toMatchObject({ state: 'never_tried', seen: 6 });
});

/** Sends what was saved, and the server holds all of it: something that it names is not known yet. */
function hold(store: Store) {
  const server = aServer((_, { commands }) =>
    pushed(commands, {
      receipts: commands.map((each) => aReceipt(each, { outcome: 'held' })),
      server_time: Date.now(), // a sweep lets go of what is old
    }),
  );
  return pushAll(aLedger(store), server.transport, noTrouble(), () => undefined);
}

test('what waits for something that it names shows at its door until its person is told what became of it', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1, { version: 4 }) }] }));
  const [id = ''] = await save([aVisit({ seen: 4, outcome: 'refused' })]);
  await hold(store);
  const state = () => [doors.value.get(household(1))?.state, doors.value.get(household(1))?.pending];
  expect(state()).toEqual(['refused', 0]);

  await fetchPage(store, aPage({ cursor: 'c2', entries: [{ card: aCard(1, { version: 9 }) }] }));
  expect(state()).toEqual(['refused', 0]); // of somebody else's work
  const notice = { kind: 'notice', id: 'n1', version: 1, at: 1, what: 'asked', command_id: id };
  await fetchPage(store, notices({ cursor: 'd1', entries: [{ item: notice }] }));
  expect(state()).toEqual(['refused', 0]);
  await fetchPage(store, notices({ cursor: 'd2', entries: [{ item: { ...notice, id: 'n2', what: 'parked' } }] }));
  expect(state()).toEqual(['never_tried', 0]);
});

test('a visit is said to be on this phone until the server has it, also where no card shows it yet', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1, { version: 4 }) }] }));
  await save([aVisit({ seen: 4 })]);
  const isPending = () => doors.value.get(household(1))?.card.visits.map(({ pending }) => pending);
  expect(isPending()).toEqual([true]);

  await hold(store);

  expect(isPending()).toEqual([false]);
});

test('who has a newer card before them while work of theirs is held has seen it, unless what is held is shown in its place', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [1, 2].map((n) => ({ card: aCard(n, { version: 4 }) })) }));
  const address = { building_id: household(901), door: '1203' };
  await save([
    aVisit({ seen: 4 }),
    { type: 'correct_household', household_id: household(2), seen: 4, fields: { address } },
  ]);
  await hold(store);

  await fetchPage(store, aPage({ cursor: 'c2', entries: [1, 2].map((n) => ({ card: aCard(n, { version: 9 }) })) }));

  expect([1, 2].map((n) => doors.value.get(household(n))?.seen)).toEqual([9, 4]);
});

test('a visit made after the clock was set back shows after what the phone had heard of before', async () => {
  const store = await anOpenStore();
  const theirs = {
    ...{ id: household(71), outcome: 'not_home' as const, at: 5_000_000, by: 'p9', by_name: '李', team_id: null },
    ...{ campaign_id, note: null, appointment: null, answers: null, voided: null },
    ...{ after_wish: false, late: false, doubtful: false, counted: true },
  };
  await fetchPage(store, aPage({ entries: [{ card: aCard(1, { visits: [theirs], visit_count: 1 }) }] }));
  store.heard = { server_time: 6_000_000, offset: 0 };
  const clock = vi.spyOn(Date, 'now').mockReturnValue(1_000_000);

  await save([aVisit({ outcome: 'refused' })]);
  clock.mockRestore();

  const door = doors.value.get(household(1));
  expect([door?.state, door?.card.visits.map(({ at }) => at)]).toEqual(['refused', [6_000_000, 5_000_000]]);
});

test('a door that was added here shows before the server knows it', async () => {
  await anOpenStore();
  const id = household(33);

  await save([
    { type: 'add_household', household_id: id, seen: null, building_id: household(900), door: '909', name: '新来的' },
  ]);
  await save([aVisit({ household_id: id, outcome: 'met' })]);

  expect(doors.value.get(id)).toMatchObject({ seen: null, pending: 2, card: { household: { door: '909' } } });
});

test('a door that was added and waits for something that it names is shown until the phone lets go of its archive', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }] }));
  const id = household(35);
  await save([{ type: 'add_household', household_id: id, seen: null, building_id: household(900), door: '1203' }]);
  await save([aVisit({ household_id: id })]);
  await hold(store);

  await fetchPage(store, aPage({ cursor: 'c2', entries: [{ card: aCard(1, { version: 5 }) }] }));
  expect(shown()).toEqual([household(1), id]);

  const in_15_days = Date.now() + 15 * 24 * 3_600_000;
  expect(await sweep(store.db, in_15_days, in_15_days)).toEqual([id]);
  await refresh(store, { households: [id] });
  expect(shown()).toEqual([household(1)]);
});

test.each(['the page itself', 'the service worker'])(
  'a door that was added here and came into no slice leaves once it was sent by %s',
  async (sender) => {
    const store = await anOpenStore();
    const ledger = aLedger(store);
    const round = () => {
      const server = aServer(() => pulled([aPage({ cursor: 'c2' })]));
      return pullAll(ledger, server.transport, noTrouble(), () => undefined);
    };
    await round();
    const id = household(34);
    await save([{ type: 'add_household', household_id: id, seen: null, building_id: household(900), door: '910' }]);
    await round();
    expect(shown()).toEqual([id]);

    const server = aServer((_, { commands }) => pushed(commands));
    await pushAll(
      sender === 'the page itself' ? ledger : aLedger(store),
      server.transport,
      noTrouble(),
      () => undefined,
    );
    await round();

    expect(shown()).toEqual([]);
  },
);

test('when access ends everything leaves but what is unsent', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }] }));
  await save([aVisit()]);

  const end = await pull(
    store,
    aServer(() => pulled([], { access: 'wipe' })),
  );

  expect(end?.problem).toBe('access_ended');
  expect(doors.value.size).toBe(0);
  expect(outbox.value).toHaveLength(1);
});

test('a phone that was wiped says so once nothing of it is unsent', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(1) }] }));
  await save([aVisit()]);
  const wiping = aServer(() => pulled([], { access: 'wipe' }));

  await pull(store, wiping);
  expect(wiping.asked).toHaveLength(1);

  await store.db.write(['outbox'], (tx) => tx.objectStore('outbox').clear());
  await pull(store, wiping);
  expect(wiping.asked.slice(1)).toMatchObject([
    { status: { unsent: 0 } },
    { cursors: {}, status: { unsent: 0, wiped: true } },
  ]);
});

test('reference items come and go by kind and id', async () => {
  const store = await anOpenStore();
  const building = { kind: 'building', id: household(900), version: 1, name: '1号楼' };
  await fetchPage(
    store,
    aPage({ kind: 'reference', entries: [{ item: building }, { item: { kind: 'omen', id: 'x', version: 1 } }] }),
  );
  expect(reference.value.buildings.get(household(900))?.name).toBe('1号楼');

  await fetchPage(
    store,
    aPage({ kind: 'reference', cursor: 'c2', entries: [{ item: { ...building, version: 2, removed: true } }] }),
  );
  expect(reference.value.buildings.size).toBe(0);
});
