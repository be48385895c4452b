import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { MAX_BODY, type Card, type Command, type Receipt } from '../protocol';
import { pullAll } from '../sync/pull';
import { noTrouble, pushAll } from '../sync/push';
import {
  aCard,
  aLedger,
  anOpenStore,
  aPage,
  aReceipt,
  aServer,
  aVisit,
  household,
  ok,
  pulled,
  pushed,
  refused,
} from './makers';
import { save } from './save';
import { attention, counts, doorOf, outbox } from './signals';
import type { Draft } from './types';
import { undo } from './undo';

const push = (
  store: Awaited<ReturnType<typeof anOpenStore>>,
  server: ReturnType<typeof aServer>,
  trouble = noTrouble(),
) => pushAll(aLedger(store), server.transport, trouble, () => undefined);

const onDoor = { household_id: household(1), seen: 5 };
const shownName = () => doorOf(household(1))?.card.household.name;

/** A server that takes everything; the door is in this version then. */
const answering = (version: number, change: Partial<Receipt> = {}) =>
  aServer((_, { commands }) =>
    pushed(commands, {
      server_time: Date.now(), // a sweep lets go of what is old
      receipts: commands.map((command) => aReceipt(command, { version, ...change })),
    }),
  );

function named(name: string, version: number): Card {
  const card = aCard(1, { version });
  return { ...card, household: { ...card.household, name } };
}

/** The phone pulls this card. */
function refreshed(store: Awaited<ReturnType<typeof anOpenStore>>, card: Card) {
  const page = aPage({ cursor: `c${card.version}`, entries: [{ card }] });
  return pullAll(aLedger(store), aServer(() => pulled([page])).transport, noTrouble(), () => undefined);
}
const noops = (commands: readonly Command[]) => ({
  receipts: commands.map((command) => aReceipt(command, { outcome: 'noop' })),
});

test('what was saved is sent in the order of n, and any receipt takes it out of the outbox', async () => {
  const store = await anOpenStore();
  await save([aVisit(), aVisit({ household_id: household(2) })]);
  await save([aVisit({ outcome: 'met' })]);
  const server = aServer((_, { commands }) => pushed(commands));

  expect(counts.value.on_phone).toBe(3);
  expect(await push(store, server)).toBeNull();

  expect(server.asked[0]?.commands.map((command) => command.n)).toEqual([1, 2, 3]);
  expect(counts.value).toMatchObject({ on_phone: 0, with_server: 3, attention: 0 });
});

test('an outcome this app does not know is custody too, and asks for a look', async () => {
  const store = await anOpenStore();
  await save([aVisit(), aVisit()]);
  const server = aServer((_, { commands }) =>
    ok({
      fork: false,
      receipts: commands.map((command, index) => ({
        ...aReceipt(command),
        outcome: index === 0 ? 'blessed' : 'parked',
      })),
    }),
  );

  await push(store, server);

  expect(outbox.value).toEqual([]);
  expect(attention.value.map((entry) => entry.outcome).sort()).toEqual(['blessed', 'parked']);
});

test('a page of a portal with 200 is no receipt: everything stays, with the reason', async () => {
  const store = await anOpenStore();
  await save([aVisit()]);

  const end = await push(
    store,
    aServer(() => ({ kind: 'ok', value: { login: 'please' }, sent_at: 0, arrived_at: 0 })),
  );

  expect(end?.problem).toBe('portal');
  expect(outbox.value[0]).toMatchObject({ last_reason: 'portal', tries: 1 });
});

test('a receipt for another command takes nothing out', async () => {
  const store = await anOpenStore();
  await save([aVisit()]);

  const end = await push(
    store,
    aServer(() => ok({ fork: false, receipts: [aReceipt({ id: household(99) })] })),
  );

  expect(end?.problem).toBe('server');
  expect(outbox.value).toHaveLength(1);
});

test('a batch that is too large is halved', async () => {
  const store = await anOpenStore();
  await save([1, 2, 3, 4].map((n) => aVisit({ household_id: household(n) })));
  const server = aServer((_, { commands }) => (commands.length > 2 ? refused(413, 'too_large') : pushed(commands)));

  expect(await push(store, server)).toBeNull();

  expect(server.asked.map(({ commands }) => commands.length)).toEqual([4, 2, 2]);
});

test('a command that is less than the server takes is never cut, whoever says that it is too large, and the round ends', async () => {
  const store = await anOpenStore();
  await save([1, 2].map((n) => aVisit({ household_id: household(n), note: '三楼有狗，请走后门' })));
  const server = aServer((_, __, turn) => refused(413, turn % 2 === 0 ? 'too_large' : ''));

  const end = await push(store, server);

  expect(end?.problem).toBe('server');
  expect(server.asked.map(({ commands }) => commands.length)).toEqual([2, 1]);
  expect(outbox.value.map(({ command, last_reason }) => [command.type, last_reason])).toEqual([
    ['record_visit', 'server'],
    ['record_visit', null],
  ]);
});

test('a command that no body could carry goes as the beginning of its text', async () => {
  const store = await anOpenStore();
  const [id] = await save([aVisit({ note: '很'.repeat(400_000) })]);
  const server = aServer((_, { commands }) =>
    new TextEncoder().encode(JSON.stringify(commands)).length > MAX_BODY ? refused(413, 'too_large') : pushed(commands),
  );

  expect(await push(store, server)).toBeNull();

  expect(server.asked.flatMap(({ commands }) => commands.map((each) => [each.id, each.type]))).toEqual([
    [id, 'record_visit'],
    [id, 'park'],
  ]);
});

test('one command the server fails on does not block the rest: it is found, and sent as text', async () => {
  const store = await anOpenStore();
  const note = '“聊”'.repeat(1_300); // nearly as long as a text may be
  const ids = await save([1, 2, 3, 4, 5].map((n) => aVisit({ household_id: household(n), note })));
  const bad = ids[2];
  const server = aServer((_, { commands }) =>
    commands.some((command) => command.id === bad && command.type !== 'park') ? refused(500) : pushed(commands),
  );
  const trouble = noTrouble();

  expect((await push(store, server, trouble))?.problem).toBe('server');
  expect((await push(store, server, trouble))?.problem).toBe('server');
  expect(await push(store, server, trouble)).toBeNull();

  expect(outbox.value).toEqual([]);
  const parked = server.asked.flatMap(({ commands }) => commands).filter((command) => command.type === 'park');
  expect(parked).toMatchObject([{ id: bad, n: 3 }]);
  expect(JSON.parse(parked[0]?.type === 'park' ? parked[0].body : '')).toMatchObject({
    type: 'record_visit',
    outcome: 'not_home',
    note,
  });
});

test('what is sent as text stays whole, though a gateway fails while it is on its way', async () => {
  const store = await anOpenStore();
  const [bad] = await save([1, 2, 3].map((n) => aVisit({ household_id: household(n), note: '三楼有狗' })));
  let failures = 2;
  const server = aServer((_, { commands }) => {
    if (commands.some(({ id, type }) => id === bad && type !== 'park')) return refused(500);
    return commands[0]?.type === 'park' && failures-- > 0 ? refused(502) : pushed(commands);
  });
  const trouble = noTrouble();

  while (outbox.value.length > 0) await push(store, server, trouble);

  const parked = server.asked.flatMap(({ commands }) => commands).filter((command) => command.type === 'park');
  expect(parked.map(({ id, body }) => [id, body.includes('三楼有狗')])).toEqual(parked.map(() => [bad, true]));
  expect(parked).toHaveLength(3);
});

test('the only command there is, if the server cannot read it also after a push of nothing was taken, is sent as text', async () => {
  const store = await anOpenStore();
  const [id] = await save([aVisit()]);
  const trouble = noTrouble();
  const server = aServer((_, { commands }) =>
    commands.some(({ type }) => type !== 'park') ? refused(400) : pushed(commands),
  );

  for (let round = 1; round < 3; round++) await push(store, server, trouble);
  expect(outbox.value).toHaveLength(1);
  await push(store, server, trouble);

  expect(outbox.value).toEqual([]);
  expect(server.asked.map(({ commands }) => commands.map(({ type }) => type))).toEqual([
    ['record_visit'],
    ['record_visit'],
    ['record_visit'],
    [],
    ['record_visit'],
    ['park'],
  ]);
  expect(server.asked.at(-1)?.commands[0]?.id).toBe(id);
});

test('while a gateway answers for the server a round asks twice at most, and all is sent as what it is', async () => {
  const store = await anOpenStore();
  const ids = await save([1, 2, 3, 4].map((n) => aVisit({ household_id: household(n) })));
  let away = 40;
  const answers = [refused(502, ''), refused(500, ''), refused(504, 'timed_out'), refused(400, '')];
  const server = aServer((_, { commands }) => (away-- > 0 && answers[away % 4]) || pushed(commands));
  const trouble = noTrouble();

  const rounds: { readonly asked: number; readonly end: string | undefined }[] = [];
  while (away > 0) {
    const before = server.asked.length;
    const end = (await push(store, server, trouble))?.problem;
    rounds.push({ asked: server.asked.length - before, end });
  }
  await push(store, server, trouble);
  await push(store, server, trouble);

  expect(rounds.slice(0, 3)).toEqual(['server', 'busy', 'busy'].map((end) => ({ asked: 1, end })));
  expect(Math.max(...rounds.map(({ asked }) => asked))).toBe(2);
  const taken = server.asked.slice(40).flatMap(({ commands }) => commands);
  expect(taken.map(({ id, type }) => [id, type]).sort()).toEqual(ids.map((id) => [id, 'record_visit']).sort());
  expect(outbox.value).toEqual([]);
});

test.each([413, 500, 502, 504])(
  'a command for which a gateway answers %s alone holds up nothing, stays whole, and is tried alone in later rounds',
  async (status) => {
    const store = await anOpenStore();
    const [bad = ''] = await save([1, 2, 3].map((n) => aVisit({ household_id: household(n) })));
    let isStopped = true;
    const server = aServer((_, { commands }) =>
      isStopped && commands.some(({ id }) => id === bad) ? refused(status, '') : pushed(commands),
    );
    const trouble = noTrouble();
    const sentIn = async () => {
      const before = server.asked.length;
      await push(store, server, trouble);
      return server.asked.slice(before).map(({ commands }) => commands.map(({ id }) => id));
    };

    for (let round = 0; round < 5; round++) await push(store, server, trouble);
    expect(outbox.value.map(({ command }) => [command.id, command.type])).toEqual([[bad, 'record_visit']]);
    const later = await save([aVisit({ household_id: household(4) })]);

    expect(await sentIn()).toEqual([later, [bad]]);
    expect(await sentIn()).toEqual([[bad]]);
    isStopped = false;
    expect(await push(store, server, trouble)).toBeNull();
    expect(outbox.value).toEqual([]);
  },
);

test('of many commands each of those for which a gateway answers is found in some rounds, and what is new goes before them', async () => {
  const store = await anOpenStore();
  const ids = await save(Array.from({ length: 40 }, (_, n) => aVisit({ household_id: household(n) })));
  const bad = new Set([ids[0], ids[1], ids[2], ids[27], ids[39]]);
  const server = aServer((_, { commands }) =>
    commands.some(({ id }) => bad.has(id)) ? refused(502, '') : pushed(commands),
  );
  const trouble = noTrouble();

  for (let round = 0; round < 20; round++) await push(store, server, trouble);
  expect(outbox.value.map(({ command }) => command.id)).toEqual([...bad]);
  await save([aVisit({ household_id: household(50) })]);
  for (let round = 0; round < 2; round++) await push(store, server, trouble);

  expect(new Set(outbox.value.map(({ command }) => command.id))).toEqual(bad);
});

test('a server that comes back in the middle of the search gets all as what it is: each is tried once more', async () => {
  const store = await anOpenStore();
  const ids = await save([1, 2, 3, 4].map((n) => aVisit({ household_id: household(n) })));
  let failing = 7; // the first three were sent alone by then
  const server = aServer((_, { commands }) => (failing-- > 0 ? refused(500) : pushed(commands)));
  const trouble = noTrouble();

  while (outbox.value.length > 0) await push(store, server, trouble);

  const taken = server.asked.slice(7).flatMap(({ commands }) => commands);
  expect(taken.map(({ id, type }) => [id, type])).toEqual(
    [ids[3], ids[0], ids[1], ids[2]].map((id) => [id, 'record_visit']),
  );
});

test('a server that fails on everything gets nothing as text', async () => {
  const store = await anOpenStore();
  await save([aVisit(), aVisit()]);
  const server = aServer(() => refused(500));
  const trouble = noTrouble();

  for (let turn = 0; turn < 5; turn++) await push(store, server, trouble);

  expect(outbox.value.map(({ command }) => command.type)).toEqual(['record_visit', 'record_visit']);
});

test('after a fork the phone goes on as a new replica that names the old one, with the same commands', async () => {
  const store = await anOpenStore();
  await save([aVisit()]);
  const server = aServer((_, { commands }, turn) => (turn === 1 ? ok({ fork: true, receipts: [] }) : pushed(commands)));

  expect(await push(store, server)).toBeNull();

  const [first, second] = server.asked;
  expect(second?.replica).not.toBe(first?.replica);
  expect(second?.forked_from).toBe(first?.replica);
  expect(second?.commands).toEqual(first?.commands);
});

test('what the server misses is sent again if it is still here, and told once as lost if not', async () => {
  const store = await anOpenStore();
  await save([aVisit(), aVisit()]);
  const first = aServer((_, { commands }) => pushed(commands));
  await push(store, first);
  await save([aVisit()]);
  const server = aServer((_, { commands }, turn) =>
    pushed(
      commands,
      turn === 1
        ? {
            missing: [
              [1, 1],
              [-1, 0],
            ],
          }
        : {},
    ),
  );

  expect(await push(store, server)).toBeNull();

  expect(server.asked[1]?.commands.map((command) => command.n)).toEqual([1]);
  expect(server.asked[1]?.lost).toEqual([[-1, 0]]);
  expect(server.asked).toHaveLength(2);
});

test('an unsent command is undone by a withdrawal under its id and n', async () => {
  const store = await anOpenStore();
  const [id] = await save([aVisit()]);
  await undo([id ?? '']);
  const server = aServer((_, { commands }) =>
    ok({ fork: false, receipts: commands.map((command) => aReceipt(command, { outcome: 'noop' })) }),
  );

  expect(counts.value.on_phone).toBe(0);
  expect(await push(store, server)).toBeNull();

  expect(server.asked[0]?.commands).toMatchObject([{ type: 'withdraw', id, n: 1 }]);
  expect(counts.value).toMatchObject({ on_phone: 0, with_server: 0 });
});

test('a withdrawal that comes too late is made good by voiding', async () => {
  const store = await anOpenStore();
  const [id] = await save([aVisit()]);
  await undo([id ?? '']);
  const server = aServer((_, { commands }) => pushed(commands)); // the first answer was lost: the visit is stored

  expect(await push(store, server)).toBeNull();

  expect(server.asked[1]?.commands).toMatchObject([{ type: 'void_visit', visit_id: id, n: 2 }]);
});

test.each<Draft>([
  { ...onDoor, type: 'correct_household', fields: { name: '王淑贞' } },
  { ...onDoor, type: 'correct_resident', resident_id: household(7), fields: { phone: '139' } },
  { ...onDoor, type: 'close_household', reason: 'demolished' },
  { ...onDoor, type: 'reopen_household', reason: '有人住' },
])('a withdrawal of $type that comes too late is made good by its name, and overrules nobody', async (draft) => {
  const store = await anOpenStore();
  await refreshed(store, aCard(1, { version: 5 }));
  const [id] = await save([draft]);
  await undo([id ?? '']);
  const server = aServer((_, { commands }) => pushed(commands)); // the first answer was lost: the server has it

  expect(await push(store, server)).toBeNull();

  expect(server.asked.map(({ commands }) => commands)).toMatchObject([
    [{ type: 'withdraw', id }],
    [{ type: 'undo_correction', correction_id: id }],
  ]);
});

test('undone while it was on its way alone, it is no trouble of the server, and is asked about at once', async () => {
  const store = await anOpenStore();
  const ids = await save([aVisit()]);
  const server = aServer((_, { commands }) => pushed(commands));
  const transport = {
    async post(path: string, body: unknown) {
      if (server.asked.length === 0) await undo(ids);
      return server.transport.post(path, body);
    },
  };

  expect(await pushAll(aLedger(store), transport, noTrouble(), () => undefined)).toBeNull();

  expect(server.asked.map(({ commands }) => commands.map(({ type }) => type))).toEqual([
    ['record_visit'],
    ['withdraw'],
    ['void_visit'],
  ]);
});

test('of two pages that undo the same at once neither says that it failed', async () => {
  await anOpenStore();
  const ids = await save([aVisit()]);

  await Promise.all([undo(ids), undo(ids)]);

  expect(counts.value).toMatchObject({ on_phone: 0, withdrawals: 1 });
});

test('an undo of which a part cannot be shown takes all of it back', async () => {
  const store = await anOpenStore();
  const [sent = ''] = await save([aVisit()]);
  await push(
    store,
    aServer((_, { commands }) => pushed(commands)),
  );
  const [unsent = ''] = await save([aVisit({ household_id: household(2) })]);
  const read = store.db.read.bind(store.db);
  const reading = vi.spyOn(store.db, 'read').mockImplementation((stores, work) => {
    if (stores.includes('bodies')) return Promise.reject(new DOMException('', 'UnknownError'));
    return read(stores, work);
  });

  await undo([sent, unsent]);

  const types = (await aLedger(store).waiting(10, new Set())).map(({ type }) => type);
  expect(types).toEqual(['withdraw', 'void_visit']);
  reading.mockRestore();
});

test('undone while it was on its way, it asks once more before it voids', async () => {
  const store = await anOpenStore();
  const [id] = await save([aVisit()]);
  const ledger = aLedger(store);
  const batch = await ledger.waiting(10, new Set());
  await undo([id ?? '']);

  const left = await ledger.settle(
    batch,
    { server_time: 5, fork: false, receipts: [aReceipt({ id: id ?? '' })], missing: [], access: 'full' },
    await ledger.identity(),
    { server_time: 5, offset: 0 },
  );

  expect(left).toBe(0);
  expect((await ledger.waiting(10, new Set())).map((command) => command.type)).toEqual(['withdraw']);
});

test('what the server has is undone by its inverse', async () => {
  const store = await anOpenStore();
  const [id] = await save([aVisit()]);
  await push(
    store,
    aServer((_, { commands }) => pushed(commands)),
  );

  await undo([id ?? '']);

  expect(outbox.value.map(({ command }) => command)).toMatchObject([{ type: 'void_visit', visit_id: id }]);
});

test('a correction that the server has shows no more once it is undone, until a card says what stands', async () => {
  const store = await anOpenStore();
  await refreshed(store, aCard(1, { version: 5 }));
  const [id] = await save([{ ...onDoor, type: 'correct_household', fields: { name: '王淑贞' } }]);
  await push(store, answering(6));
  expect(shownName()).toBe('王淑贞');

  await undo([id ?? '']);

  expect(outbox.value.map(({ command }) => command)).toMatchObject([{ type: 'undo_correction', correction_id: id }]);
  expect([shownName(), doorOf(household(1))?.pending]).toEqual(['王淑珍', 1]);
  await push(store, answering(8, { outcome: 'superseded', reason: 'written_since' }));
  expect(shownName()).toBe('王淑珍');
  await refreshed(store, named('王秀珍', 8)); // what somebody had written since
  expect([shownName(), doorOf(household(1))?.pending]).toEqual(['王秀珍', 0]);
});

test('a correction that the card shows already stays when it is undone, and the door says that something is unsent', async () => {
  const store = await anOpenStore();
  await refreshed(store, aCard(1, { version: 5 }));
  const [id] = await save([{ ...onDoor, type: 'correct_household', fields: { name: '王淑贞' } }]);
  await push(store, answering(6));
  await refreshed(store, named('王淑贞', 6));

  await undo([id ?? '']);

  expect([shownName(), doorOf(household(1))?.pending]).toEqual(['王淑贞', 1]);
  await push(store, answering(7));
  await refreshed(store, named('王淑珍', 7));
  expect([shownName(), doorOf(household(1))?.pending]).toEqual(['王淑珍', 0]);
});

test('undone twice is undone once, also where its withdrawal has its receipt', async () => {
  const store = await anOpenStore();
  const [id] = await save([aVisit()]);
  await undo([id ?? '']);

  await undo([id ?? '']);
  await push(
    store,
    aServer((_, { commands }) => pushed(commands, noops(commands))),
  );
  await undo([id ?? '']);

  expect(outbox.value).toEqual([]);
});

test('a withdrawal that is sent again because the server misses it is counted neither time', async () => {
  const store = await anOpenStore();
  const [id] = await save([aVisit()]);
  await undo([id ?? '']);
  const server = aServer((_, { commands }, turn) =>
    pushed(commands, { ...noops(commands), ...(turn === 1 && { missing: [[1, 1]] }) }),
  );

  await push(store, server);

  expect(server.asked.map(({ commands }) => commands.length)).toEqual([1, 1]);
  expect(counts.value).toMatchObject({ on_phone: 0, with_server: 0 });
});

test('a command says what the phone knew of the time when the person acted', async () => {
  const store = await anOpenStore();
  await save([aVisit()]);
  store.heard = { server_time: 777, offset: -12 };
  await save([aVisit()]);

  const [before, after] = outbox.value.map(({ command }) => command);
  expect(before?.heard).toBeUndefined();
  expect(after).toMatchObject({ heard: 777, offset: -12 });
});
