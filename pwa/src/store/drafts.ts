import { open, seal } from './codec';
import { currentStore } from './current';
import { SaveError } from './errors';

/** What was half typed under this key, or null. */
export async function loadDraft<T>(key: string): Promise<T | null> {
  const store = currentStore();
  if (store === null) return null;
  const row = await store.db.read(['drafts'], (tx) => tx.objectStore('drafts').get(key));
  return row === undefined ? null : ((await open(row.body)) as T);
}

/** Keep a half-typed form: it survives a crash, a call and a change of language. Rejects with SaveError. */
export async function keepDraft(key: string, value: unknown): Promise<void> {
  const store = currentStore();
  if (store === null) throw new SaveError('gone');
  const body = await seal(value);
  await store.db.write(['drafts'], (tx) => tx.objectStore('drafts').put({ key, kept_at: Date.now(), body }));
}

export async function dropDraft(key: string): Promise<void> {
  await currentStore()?.db.write(['drafts'], (tx) => tx.objectStore('drafts').delete(key));
}
