import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { Command, Push } from '../protocol';
import type { Answer, Transport } from '../sync/ports';
import { pullAll } from '../sync/pull';
import { noTrouble, pushAll } from '../sync/push';
import { aLedger, anOpenStore, aPage, aServer, aVisit, household, ok, pulled, pushed, refused } from './makers';
import { save } from './save';
import { counts, outbox } from './signals';
import { undo } from './undo';

/** A phone that has pulled and sent so many visits, and then meets a server that was restored from a backup. */
async function afterRestore(visits: number, note = '', isUndone = false) {
  const store = await anOpenStore();
  const ledger = aLedger(store);
  const receive = (commands: readonly Command[]) => pushed(commands, { server_time: Date.now() }); // a sweep lets go of what is old
  const first = aServer((path, { commands }) => (path.endsWith('push') ? receive(commands) : pulled([aPage()])));
  await pullAll(ledger, first.transport, noTrouble(), () => undefined);
  const ids = await save(Array.from({ length: visits }, (_, n) => aVisit({ household_id: household(n), note })));
  if (isUndone) await undo(ids);
  await pushAll(ledger, first.transport, noTrouble(), () => undefined);
  const trouble = noTrouble();
  return {
    ids,
    /** A round of pulling; `push` is how the restored server answers, `epoch` what its slices say. */
    pull(push: (commands: readonly Command[], turn: number) => Answer, epoch: () => string = () => 'e2') {
      let pushes = 0;
      const server = aServer((path, { commands }) =>
        path.endsWith('push')
          ? push(commands, ++pushes)
          : pulled([aPage({ epoch: epoch(), cursor: 'd1', reset: true, digest: { count: 0, sum: 0 } })]),
      );
      const end = pullAll(ledger, server.transport, trouble, () => undefined);
      return end.then((stopped) => ({ stopped, sent: server.asked.filter(({ path }) => path.endsWith('push')) }));
    },
  };
}

test('a fork while it is sent again makes it go on as a new replica that names the old one', async () => {
  const phone = await afterRestore(1);

  const { stopped, sent } = await phone.pull((commands, turn) =>
    turn === 1 ? ok({ fork: true, receipts: [] }) : pushed(commands),
  );

  expect(stopped).toBeNull();
  expect(sent).toHaveLength(2);
  expect(sent[1]?.forked_from).toBe(sent[0]?.replica);
  expect(sent[1]?.commands).toEqual(sent[0]?.commands);
});

test('a receipt on its way while another page saw that the store was put back is no custody', async () => {
  const store = await anOpenStore();
  const former = aServer(() => pulled([aPage()]));
  await pullAll(aLedger(store), former.transport, noTrouble(), () => undefined);
  const [id] = await save([aVisit()]);
  const restored = aServer(() => pulled([aPage({ epoch: 'e2', cursor: 'd1', reset: true })]));
  const batches: (readonly Command[])[] = [];
  const slow: Transport = {
    async post(_, body) {
      const { commands } = body as Push;
      if (batches.push(commands) === 1) await pullAll(aLedger(store), restored.transport, noTrouble(), () => undefined);
      return pushed(commands);
    },
  };

  expect(await pushAll(aLedger(store), slow, noTrouble(), () => undefined)).toBeNull();

  expect(batches.map((commands) => commands.map((command) => command.id))).toEqual([[id], [id]]);
  expect(outbox.value).toEqual([]);
});

test('a store that is put back once more while all is sent again gets it once more', async () => {
  const phone = await afterRestore(1);
  let pulls = 0;

  const { stopped, sent } = await phone.pull(
    (commands) => pushed(commands),
    () => (++pulls === 1 ? 'e2' : 'e3'),
  );

  expect(stopped).toBeNull();
  expect(sent.map(({ commands }) => commands.map(({ id }) => id))).toEqual([phone.ids, phone.ids]);
});

test('a withdrawal that came too late is made good once, also where it is sent again', async () => {
  const phone = await afterRestore(1, '', true);

  const { sent } = await phone.pull((commands) => pushed(commands));

  expect(sent.map(({ commands }) => commands.map(({ type }) => type))).toEqual([['withdraw', 'void_visit']]);
  expect(outbox.value).toEqual([]);
});

test('what is sent again never makes a body that the server refuses for its size', async () => {
  const phone = await afterRestore(120, '“聊”'.repeat(1_300));

  const { stopped, sent } = await phone.pull((commands) =>
    new TextEncoder().encode(JSON.stringify(commands)).length > 1_000_000
      ? refused(413, 'too_large')
      : pushed(commands),
  );

  expect(stopped).toBeNull();
  expect(sent.flatMap(({ commands }) => commands.map(({ id }) => id))).toEqual(phone.ids);
});

test('a batch that is too large to be sent again is halved', async () => {
  const phone = await afterRestore(4);

  const { stopped, sent } = await phone.pull((commands) =>
    commands.length > 2 ? refused(413, 'too_large') : pushed(commands),
  );

  expect(stopped).toBeNull();
  expect(sent.map(({ commands }) => commands.length)).toEqual([4, 2, 2]);
});

test('one command that a restored server fails on is found and sent as text, and the rest as it was', async () => {
  const phone = await afterRestore(5);
  const failing = (commands: readonly Command[]) =>
    commands.some(({ id, type }) => id === phone.ids[2] && type !== 'park') ? refused(500) : pushed(commands);

  expect((await phone.pull(failing)).stopped?.problem).toBe('server');
  expect((await phone.pull(failing)).stopped?.problem).toBe('server');
  const { stopped, sent } = await phone.pull(failing);

  expect(stopped).toBeNull();
  const parked = sent.flatMap(({ commands }) => commands).filter(({ type }) => type === 'park');
  expect(parked).toMatchObject([{ id: phone.ids[2], n: 3 }]);
});

test('a restored server that fails on all there is to send again does not keep the phone from fetching for ever', async () => {
  const phone = await afterRestore(1);
  const failing = (commands: readonly Command[]) =>
    commands.some(({ type }) => type !== 'park') ? refused(500) : pushed(commands);

  const ends = [await phone.pull(failing), await phone.pull(failing), await phone.pull(failing)];

  expect(ends.map(({ stopped }) => stopped?.problem ?? null)).toEqual(['server', 'server', null]);
});

test('a server that is down gets nothing as text when it is asked again', async () => {
  const phone = await afterRestore(2);

  for (let turn = 0; turn < 5; turn++) await phone.pull(() => refused(500));
  const { stopped, sent } = await phone.pull((commands) => pushed(commands));

  expect(stopped).toBeNull();
  expect(sent.flatMap(({ commands }) => commands.map(({ type }) => type))).toEqual(['record_visit', 'record_visit']);
  expect(outbox.value).toEqual([]);
  expect(counts.value).toMatchObject({ on_phone: 0, with_server: 2 });
});

test.each([413, 502])(
  'a command for which a gateway answers %s while all is sent again is passed over: the phone fetches, and tries it again',
  async (status) => {
    const phone = await afterRestore(3);
    let isStopped = true;
    const answer = (commands: readonly Command[]) =>
      isStopped && commands.some(({ id }) => id === phone.ids[0]) ? refused(status, '') : pushed(commands);
    const sentIn = async () =>
      (await phone.pull(answer)).sent.map(({ commands }) => commands.map(({ id, type }) => [id, type]));

    let rounds = 0;
    while ((await phone.pull(answer)).stopped !== null) expect(++rounds).toBeLessThan(6);

    expect(await sentIn()).toEqual([[[phone.ids[0], 'record_visit']]]);
    isStopped = false;
    expect(await sentIn()).toEqual([[[phone.ids[0], 'record_visit']]]);
    expect(await sentIn()).toEqual([]);
  },
);

test('where the server fails on one and a gateway answers for another, only the one is sent again as text', async () => {
  const phone = await afterRestore(2);
  const [failing, stopped] = phone.ids;
  const answer = (commands: readonly Command[]) => {
    if (commands.some(({ id, type }) => id === failing && type !== 'park')) return refused(500);
    return commands.some(({ id }) => id === stopped) ? refused(413, '') : pushed(commands);
  };

  const parked = new Set<string>();
  let isDone = false;
  for (let round = 0; round < 12 && !isDone; round++) {
    const { stopped: end, sent } = await phone.pull(answer);
    isDone = end === null;
    for (const { id, type } of sent.flatMap(({ commands }) => commands)) if (type === 'park') parked.add(id);
  }

  expect(isDone).toBe(true);
  expect(parked).toEqual(new Set([failing]));
});

test('a gateway that answers only for one far behind others is no reason to send these again for ever', async () => {
  const phone = await afterRestore(20);
  const answer = (commands: readonly Command[]) =>
    commands.some(({ id }) => id === phone.ids[14]) ? refused(504, '') : pushed(commands);

  let rounds = 0;
  while ((await phone.pull(answer)).stopped !== null) expect(++rounds).toBeLessThan(10);
});
