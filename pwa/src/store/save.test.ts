import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { dropDraft, keepDraft, keptDrafts, loadDraft, readKeptDrafts } from './drafts';
import { SaveError } from './errors';
import { anOpenStore, aVisit } from './makers';
import { save } from './save';
import { counts, outbox } from './signals';

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
