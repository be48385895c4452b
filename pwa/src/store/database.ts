import { openDB, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import { SaveError } from './errors';
import type { Schema } from './schema';

export type Stores = readonly StoreNames<Schema>[];
export type Writing = IDBPTransaction<Schema, StoreNames<Schema>[], 'readwrite'>;
export type Reading = IDBPTransaction<Schema, StoreNames<Schema>[], 'readonly'>;

const version = 1;

/**
 * One person's store on this phone. A handle that the browser closed is dropped, and the database opened again; one that was
 * deleted meanwhile is not made anew.
 */
export interface Database {
  readonly name: string;
  /** All of `work` is on disk in full when this resolves; nothing of it is if it rejects, with a SaveError. */
  write<T>(stores: Stores, work: (tx: Writing) => Promise<T>): Promise<T>;
  read<T>(stores: Stores, work: (tx: Reading) => Promise<T>): Promise<T>;
  /** For good. */
  close(): void;
}

export function openDatabase(name: string): Database {
  let handle: Promise<IDBPDatabase<Schema>> | null = null;
  const drop = () => {
    handle = null;
  };
  let isClosed = false;
  let wasThere = false;
  const connect = () => (handle ??= reach().catch(rethrow(drop)));

  async function reach(): Promise<IDBPDatabase<Schema>> {
    if (isClosed) throw new SaveError('gone');
    const db = await open(name, drop, wasThere);
    wasThere = true;
    return db;
  }

  async function attempt<T>(run: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      return await run(await connect());
    } catch (error) {
      if (!isLostHandle(error)) throw saveErrorOf(error);
      (await handle?.catch(() => null))?.close();
      drop();
    }
    try {
      return await run(await connect());
    } catch (error) {
      throw saveErrorOf(error);
    }
  }

  return {
    name,
    write: (stores, work) =>
      attempt((db) => inTransaction(db.transaction([...stores], 'readwrite', { durability: 'strict' }), work)),
    read: (stores, work) => attempt((db) => inTransaction(db.transaction([...stores], 'readonly'), work)),
    close() {
      isClosed = true;
      void handle?.then((db) => db.close()).catch(() => undefined);
      drop();
    },
  };
}

async function inTransaction<Tx extends Reading | Writing, T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const done = tx.done.then(
    () => null,
    (error: unknown) => error,
  );
  try {
    const result = await work(tx);
    if ((await done) !== null) throw tx.error ?? new DOMException('', 'AbortError');
    return result;
  } catch (error) {
    abort(tx);
    await done;
    throw tx.error ?? error;
  }
}

function abort(tx: Reading | Writing): void {
  try {
    tx.abort();
  } catch {
    // It has already ended by itself.
  }
}

function open(name: string, onLost: () => void, mustBeThere: boolean): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(name, version, {
    upgrade(db, _from, _to, tx) {
      if (mustBeThere) {
        void tx.done.catch(() => undefined);
        return tx.abort();
      }
      db.createObjectStore('replica');
      db.createObjectStore('heard');
      db.createObjectStore('slices', { keyPath: 'id' });
      db.createObjectStore('bodies', { keyPath: 'household_id' });
      db.createObjectStore('memberships', { keyPath: ['slice_id', 'household_id'] }).createIndex(
        'household_id',
        'household_id',
      );
      db.createObjectStore('items', { keyPath: ['slice_id', 'kind', 'id'] });
      db.createObjectStore('outbox', { keyPath: 'n' }).createIndex('id', 'id', { unique: true });
      const sent = db.createObjectStore('sent', { keyPath: 'id' });
      sent.createIndex('n', 'n');
      sent.createIndex('covering', 'covering');
      sent.createIndex('receipted_at', 'receipted_at');
      db.createObjectStore('attention', { keyPath: 'id' });
      db.createObjectStore('departures', { keyPath: 'household_id' });
      db.createObjectStore('drafts', { keyPath: 'key' });
    },
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    terminated: onLost,
  });
}

function rethrow(first: () => void): (error: unknown) => never {
  return (error) => {
    first();
    throw error;
  };
}

/** iOS closes a page's database under memory pressure; the next use of the handle fails in one of these ways. */
function isLostHandle(error: unknown): boolean {
  return error instanceof DOMException && ['InvalidStateError', 'UnknownError', 'AbortError'].includes(error.name);
}

export function saveErrorOf(error: unknown): unknown {
  if (typeof indexedDB === 'undefined') return new SaveError('denied', { cause: error });
  if (!(error instanceof DOMException)) return error;
  if (error.name === 'QuotaExceededError') return new SaveError('full', { cause: error });
  if (['SecurityError', 'NotAllowedError', 'InvalidAccessError'].includes(error.name))
    return new SaveError('denied', { cause: error });
  return new SaveError('gone', { cause: error });
}
