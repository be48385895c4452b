/** IndexedDB in memory as one page sees it: its transactions end with the page, its handle may be taken, the disk may be full. */
import 'fake-indexeddb/auto';

/** What befalls the next transactions of a page. */
export interface Blows {
  /** How many more uses of the disk the page lives; null: it does not die of one. */
  uses_left: number | null;
  isFull: boolean;
  /** The browser closes the handle before the next transaction, or as the next that writes commits: then nobody hears that it did. */
  handle: 'kept' | 'lost' | 'lost as it commits';
}

/** What of fake-indexeddb is not in its types: how a transaction is undone. */
interface Transaction extends IDBTransaction {
  _rollbackLog: (() => void)[];
  _abort(name: string | null): void;
  error: DOMException | null;
}

/** What was committed without waiting for the disk, and may be gone when the whole phone dies. */
export class Unflushed {
  private undo: (() => void)[] = [];

  committed(tx: Transaction): void {
    if (tx.mode !== 'readwrite') return;
    this.undo = tx.durability === 'strict' ? [] : [...this.undo, ...tx._rollbackLog];
  }

  /** The phone died. How much is gone. */
  lose(): number {
    const count = this.undo.length;
    for (const step of this.undo.reverse()) step();
    this.undo = [];
    return count;
  }
}

export class PageDisk {
  readonly blows: Blows = { uses_left: null, isFull: false, handle: 'kept' };
  private readonly handles = new Set<IDBDatabase>();
  private readonly running = new Set<Transaction>();
  private opening = 0;
  private isDead = false;
  private readonly unflushed: Unflushed;
  private readonly die: () => void;
  private readonly onWrite: (stores: readonly string[]) => void;

  constructor(unflushed: Unflushed, die: () => void, onWrite: (stores: readonly string[]) => void) {
    this.unflushed = unflushed;
    this.die = die;
    this.onWrite = onWrite;
  }

  /** What the page takes for `indexedDB`. */
  readonly factory = {
    open: (name: string, version?: number): IDBOpenDBRequest => {
      if (this.isDead) return never();
      const request = indexedDB.open(name, version);
      this.opening++;
      request.addEventListener('success', () => this.opened(request.result));
      request.addEventListener('error', () => this.opening--);
      return request;
    },
  };

  isBusy(): boolean {
    return this.running.size > 0 || this.opening > 0;
  }

  /** The page is gone: what it had not committed never was. */
  end(): void {
    this.isDead = true;
    for (const tx of this.running) abort(tx);
    this.running.clear();
    for (const handle of this.handles) handle.close();
  }

  private opened(db: IDBDatabase): void {
    this.opening--;
    this.handles.add(db);
    if (this.isDead) db.close();
    const begin = db.transaction.bind(db);
    db.transaction = (stores, mode, options) => {
      this.use();
      if (this.blows.handle === 'lost') {
        this.blows.handle = 'kept';
        db.close();
      }
      const tx = begin(stores, mode, options) as Transaction;
      if (mode === 'readwrite') this.onWrite(typeof stores === 'string' ? [stores] : [...stores]);
      this.follow(tx, db);
      return tx;
    };
  }

  private follow(tx: Transaction, db: IDBDatabase): void {
    this.running.add(tx);
    const objectStore = tx.objectStore.bind(tx);
    tx.objectStore = (name) => {
      this.use();
      if (this.blows.isFull && tx.mode === 'readwrite') tx._abort('QuotaExceededError');
      return objectStore(name);
    };
    const dispatch = tx.dispatchEvent.bind(tx);
    tx.dispatchEvent = (event) => {
      this.running.delete(tx);
      if (event.type !== 'complete') return dispatch(event);
      this.unflushed.committed(tx);
      this.use();
      if (this.isDead) return true;
      if (this.blows.handle === 'lost as it commits' && tx.mode === 'readwrite') {
        this.blows.handle = 'kept';
        db.close();
        tx.error = new DOMException('The connection was lost', 'UnknownError');
        return dispatch(Object.assign(event, { type: 'abort' }));
      }
      return dispatch(event);
    };
  }

  private use(): void {
    if (this.blows.uses_left === null || this.blows.uses_left-- > 0) return;
    this.blows.uses_left = null;
    this.die();
  }
}

function abort(tx: IDBTransaction): void {
  try {
    tx.abort();
  } catch {
    // It had ended.
  }
}

/** What a page that is gone waits for. */
function never(): IDBOpenDBRequest {
  const nothing = { value: () => undefined };
  return Object.create(IDBOpenDBRequest.prototype, {
    addEventListener: nothing,
    removeEventListener: nothing,
  }) as IDBOpenDBRequest;
}
