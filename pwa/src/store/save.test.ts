import 'fake-indexeddb/auto';
import { effect } from '@preact/signals';
import { expect, test, vi } from 'vitest';
import { asText } from '../sync/batch';
import { pullAll } from '../sync/pull';
import { noTrouble, pushAll } from '../sync/push';
import { park } from './custody';
import { dropDraft, keepDraft, keptDrafts, loadDraft, readKeptDrafts } from './drafts';
import { SaveError } from './errors';
import { aCard, aLedger, anOpenStore, aPage, aServer, aVisit, household, pulled, pushed } from './makers';
import { people } from './people';
import { save } from './save';
import { counts, departures, outbox } from './signals';
import { saveInstead, undo } from './undo';

type Store = Awaited<ReturnType<typeof anOpenStore>>;

/** The disk's answer to the next write. */
function diskSays(name: string): void {
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => {
    throw new DOMException('', name);
  });
}

test.each([
  ['QuotaExceededError', 'full'],
  ['NotAllowedError', 'denied'],
] as const)('a disk that says %s stops the save with a reason, and nothing is stored', async (name, code) => {
  await anOpenStore();
  diskSays(name);

  await expect(save([aVisit(), aVisit()])).rejects.toMatchObject({ name: 'SaveError', code });

  expect(counts.value.on_phone).toBe(0);
  await save([aVisit()]);
  expect(outbox.value.map(({ command }) => command.n)).toEqual([1]);
});

test('a handle that the browser closed is opened again, and the save goes on', async () => {
  const store = await anOpenStore();
  await store.db.read(['replica'], (tx) => tx.objectStore('replica').get('own'));
  diskSays('InvalidStateError');

  await save([aVisit()]);

  expect(outbox.value).toHaveLength(1);
});

test('with no store open nothing claims to be saved', async () => {
  const { setCurrentStore } = await import('./current');
  setCurrentStore(null);

  await expect(save([aVisit()])).rejects.toBeInstanceOf(SaveError);
});

test('what cannot be sent is taken out before it is saved', async () => {
  await anOpenStore();

  await save([aVisit({ note: 'a\u0000b\uD800' })]);

  expect(outbox.value[0]?.command).toMatchObject({ note: 'ab' });
});

test('what was done at another time goes out under that time, as this clock would have read it', async () => {
  const store = await anOpenStore();
  store.heard = { server_time: 9_000_000, offset: 60_000 };

  await save([aVisit()], [{ at: 1_000_000, label: '5号楼 302' }]);

  const [entry] = outbox.value;
  expect(entry?.label).toBe('5号楼 302');
  expect(entry?.command.at).toBe(940_000);
  expect(entry?.command).not.toHaveProperty('heard');
  expect(entry?.command).not.toHaveProperty('offset');
});

test('a half-typed form is kept until it is dropped', async () => {
  await anOpenStore();
  await keepDraft('visit', { note: '半' });
  expect(await loadDraft('visit')).toEqual({ note: '半' });

  await dropDraft('visit');
  expect(await loadDraft('visit')).toBeNull();
});

test('which forms are half typed is known, and one that is dropped while it is being kept is kept nowhere', async () => {
  await anOpenStore();
  await keepDraft('visit', { note: '半' });
  const keeping = keepDraft('facts', { note: '也' });
  await Promise.all([keeping, dropDraft('facts')]);
  expect([...keptDrafts.value.keys()]).toEqual(['visit']);

  await readKeptDrafts();

  expect([...keptDrafts.value.keys()]).toEqual(['visit']);
});

test('what is on disk is said to be saved, though the screen could not follow, and shows as soon as it can', async () => {
  const store = await anOpenStore();
  vi.spyOn(store.db, 'read').mockRejectedValueOnce(new DOMException('', 'UnknownError'));

  await expect(save([aVisit()])).resolves.toHaveLength(1);

  await vi.waitFor(() => expect(outbox.value).toHaveLength(1));
});

test('what was half typed goes with the save that it was for, in one transaction', async () => {
  await anOpenStore();
  await keepDraft('visit', { note: '半' });
  await keepDraft('facts', { note: '也' });
  diskSays('QuotaExceededError');

  await expect(save([aVisit()], [], ['visit'])).rejects.toBeInstanceOf(SaveError);
  expect(await loadDraft('visit')).toEqual({ note: '半' });
  const keeping = keepDraft('visit', { note: '半句' });
  await save([aVisit()], [], ['visit']);
  await keeping;

  await readKeptDrafts();
  expect([...keptDrafts.value.keys()]).toEqual(['facts']);
});

test('work at a door that has left is named as the door was', async () => {
  const store = await anOpenStore();
  await pullAll(
    aLedger(store),
    aServer((_, __, turn) => {
      const gone = { household_id: household(1), version: 2, reason: 'reassigned' as const, to: household(77) };
      return pulled([
        aPage({ cursor: `c${turn}`, more: turn === 1, entries: turn === 1 ? [{ card: aCard(1) }] : [{ gone }] }),
      ]);
    }).transport,
    noTrouble(),
    () => undefined,
  );

  await save([aVisit()]);

  expect(outbox.value[0]?.label).toBe(departures.value[0]?.label);
  expect(outbox.value[0]?.label).not.toBe('');
});

test('what is on disk is said to be saved, whatever fails after it', async () => {
  await anOpenStore();
  const before = people.value;
  const stop = effect(() => {
    if (people.value !== before) throw new Error('a screen that fails');
  });

  await expect(save([aVisit()])).resolves.toHaveLength(1);

  stop();
});

/** Another is saved instead of a visit, to which something happens once it was read. */
async function insteadOf(store: Store, happens: (knock: string) => Promise<unknown>) {
  const [knock = ''] = await save([aVisit()]);
  const read = store.db.read.bind(store.db);
  vi.spyOn(store.db, 'read').mockImplementationOnce(async (stores, work) => {
    const found = await read(stores, work);
    await happens(knock);
    return found;
  });
  return { knock, ...(await saveInstead(aVisit({ note: '有狗' }), knock)) };
}

const unsent = () => outbox.value.map(({ command }) => command);

test('what the server takes while another is saved instead of it is taken back by its inverse', async () => {
  const store = await anOpenStore();
  const server = aServer((_, { commands }) => pushed(commands, { server_time: Date.now() }));

  const { knock } = await insteadOf(store, () =>
    pushAll(aLedger(store), server.transport, noTrouble(), () => undefined),
  );

  expect(unsent()).toMatchObject([
    { type: 'record_visit', note: '有狗' },
    { type: 'void_visit', visit_id: knock },
  ]);
});

test('what another page undoes while another is saved instead of it does not come back with the undo of that', async () => {
  const store = await anOpenStore();

  const { former } = await insteadOf(store, (knock) => undo([knock]));

  expect(former).toBeNull();
  expect(unsent()).toMatchObject([{ type: 'record_visit', note: '有狗' }]);
});

test('what the push makes a text of while another is saved instead of it is taken back all the same', async () => {
  const store = await anOpenStore();

  const { former } = await insteadOf(store, (knock) => park(store.db, [knock], asText));

  expect(former).toMatchObject({ type: 'park' });
  expect(unsent()).toMatchObject([{ type: 'record_visit', note: '有狗' }]);
});
