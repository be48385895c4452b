import { signal, type ReadonlySignal } from '@preact/signals';
import { open, seal } from './codec';
import { currentStore } from './current';
import type { Writing } from './database';
import { SaveError } from './errors';

const kept = signal<ReadonlyMap<string, number>>(new Map());
let last: Promise<unknown> = Promise.resolve();

/** By its key, when each half-typed form was kept last, as `readKeptDrafts` found them and as they were kept and dropped since. */
export const keptDrafts: ReadonlySignal<ReadonlyMap<string, number>> = kept;

export async function readKeptDrafts(): Promise<void> {
  const rows = await currentStore()?.db.read(['drafts'], (tx) => tx.objectStore('drafts').getAll());
  kept.value = new Map((rows ?? []).map(({ key, kept_at }) => [key, kept_at]));
}

/** Of forms of these households: those that an erasure has taken away are no longer known either. */
export async function passOverGone(households: readonly string[] | 'all'): Promise<void> {
  const known = [...kept.value.keys()].filter(
    (key) => households === 'all' || households.some((id) => key.includes(id)),
  );
  if (known.length === 0) return;
  const keys = await currentStore()?.db.read(['drafts'], (tx) => tx.objectStore('drafts').getAllKeys());
  const gone = known.filter((key) => !keys?.includes(key));
  if (gone.length > 0) kept.value = new Map([...kept.value].filter(([key]) => !gone.includes(key)));
}

/** What was half typed under this key, or null. */
export async function loadDraft<T>(key: string): Promise<T | null> {
  const store = currentStore();
  if (store === null) return null;
  const row = await store.db.read(['drafts'], (tx) => tx.objectStore('drafts').get(key));
  return row === undefined ? null : ((await open(row.body)) as T);
}

/** All that is kept under keys that begin so, by its key. */
export async function loadDrafts<T>(beginning: string): Promise<ReadonlyMap<string, T>> {
  const range = IDBKeyRange.bound(beginning, `${beginning}\uffff`);
  const rows = (await currentStore()?.db.read(['drafts'], (tx) => tx.objectStore('drafts').getAll(range))) ?? [];
  const found = await Promise.all(rows.map(async ({ key, body }) => [key, (await open(body)) as T] as const));
  kept.value = new Map([...kept.value, ...rows.map(({ key, kept_at }) => [key, kept_at] as const)]);
  return new Map(found);
}

/** Keep a half-typed form: it survives a crash, a call and a change of language. Rejects with SaveError. */
export async function keepDraft(key: string, value: unknown): Promise<void> {
  const store = currentStore();
  if (store === null) throw new SaveError('gone');
  const row = { key, kept_at: Date.now(), body: seal(value) };
  await inTurn(row.body, (body) => store.db.write(['drafts'], (tx) => tx.objectStore('drafts').put({ ...row, body })));
  kept.value = new Map([...kept.value, [key, row.kept_at]]);
}

export function dropDraft(key: string): Promise<void> {
  return dropDrafts([key]);
}

export async function dropDrafts(keys: readonly string[]): Promise<void> {
  const db = currentStore()?.db;
  await droppingWith(keys, async () => db?.write(['drafts'], (tx) => deleteDrafts(tx, keys)));
}

/** `write` deletes these in a transaction of its own: it begins after whatever was to be kept under them before. */
export async function droppingWith<T>(keys: readonly string[], write: () => Promise<T>): Promise<T> {
  const written = await inTurn(null, write);
  if (keys.length > 0) kept.value = new Map([...kept.value].filter(([key]) => !keys.includes(key)));
  return written;
}

/** In a transaction that covers `drafts`. */
export async function deleteDrafts(tx: Writing, keys: readonly string[]): Promise<void> {
  for (const key of keys) await tx.objectStore('drafts').delete(key);
}

/** Transactions begin in the order in which they were asked for: what is dropped while it is still being sealed is not kept after all. */
async function inTurn<T, U>(sealed: Promise<T> | T, write: (body: T) => Promise<U>): Promise<U> {
  const begun = last.then(async () => {
    const body = await sealed;
    return { written: write(body) };
  });
  last = begun.catch(() => undefined);
  return (await begun).written;
}
