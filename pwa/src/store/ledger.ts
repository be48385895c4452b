import { MAX_KEPT, type Access } from '../protocol';
import type { Heard, Ledger } from '../sync/ports';
import * as custody from './custody';
import type { Database } from './database';
import { forgetErased, keptWithoutCard } from './erased';
import * as leaving from './leaving';
import * as slices from './slices';

declare const __APP_VERSION__: string | undefined;
export const appVersion = typeof __APP_VERSION__ === 'undefined' ? 'dev' : __APP_VERSION__;

/** How it stands with the replica, for the second witness beside the database. */
export interface Counted {
  readonly replica?: string;
  readonly n?: number;
}

const askedAgain_ms = 60 * 60_000;
const longestUnshown_ms = 1_500; // while thousands of cards come in, they are shown in few large steps

/** What the ledger tells the rest of the store. Every call comes after its transaction is on disk. */
export interface Ears {
  readonly changed: (households: readonly string[] | 'all', items: boolean) => Promise<void>;
  readonly heard: (heard: Heard, access: Access) => void;
  readonly placeOf: (household_id: string) => string;
  readonly received: (cards: number) => void;
  readonly counted: (counted: Counted) => void;
  /** Whether the browser promised to keep what is stored. */
  readonly persisted: () => boolean | null;
}

/** The sync loop's view of one person's database. It runs in the page and in the service worker. */
export function createLedger(db: Database, ears: Ears): Ledger {
  let mayHaveOrphans = true; // a round may have been cut off before its sweep
  let mayKeepUnasked = true;
  let askedAbout = { at: Date.now(), ids: new Set<string>() };
  let touched: readonly string[] | 'all' = [];
  let itemsTouched = false;
  let flushed_at = 0;
  let offset = 0;

  /** Shown once a reply's pages are all applied: a door that moves between two of one's slices must not flicker. */
  async function flush(): Promise<void> {
    const [households, items] = [touched, itemsTouched];
    [touched, itemsTouched] = [[], false];
    flushed_at = Date.now();
    await ears.changed(households, items);
  }

  function touch(households: readonly string[]): void {
    if (touched !== 'all') touched = [...touched, ...households];
  }

  /** Something was done that nobody heard of. */
  function doubt(): void {
    [touched, itemsTouched] = ['all', true];
    mayHaveOrphans = true;
    mayKeepUnasked = true;
  }

  return {
    async identity() {
      const [replica, unsent, attention] = await db.read(['replica', 'outbox', 'attention'], async (tx) => [
        await tx.objectStore('replica').get('own'),
        await tx.objectStore('outbox').getAll(),
        await tx.objectStore('attention').count(),
      ]);
      if (replica === undefined) throw new Error('a store without a replica cannot sync');
      const oldest_at = unsent.length === 0 ? null : Math.min(...unsent.map((row) => row.saved_at));
      const status = { unsent: unsent.length, oldest_at, attention, persisted: ears.persisted(), app: appVersion };
      return {
        replica: replica.id,
        forked_from: replica.forked_from,
        lost: replica.lost,
        status,
        restores: replica.restores ?? 0,
      };
    },
    waiting: (limit, left_out) => custody.waiting(db, limit, left_out),
    async settle(sent, reply, asker, heard) {
      const settled = await custody.settle(db, sent, reply, asker, heard);
      if (settled === null) return null;
      const { left, households, n } = settled;
      ears.counted({ n });
      ears.heard(heard, reply.access);
      await ears.changed(households, false);
      return left;
    },
    async keep(ids, reason) {
      if (ids.length === 0) return;
      await custody.keep(db, ids, reason);
      await ears.changed([], false);
    },
    async park(ids, told) {
      await custody.park(db, ids, told);
      await ears.changed([], false);
    },
    async fork(from) {
      const replica = await custody.fork(db, from);
      ears.counted({ replica: replica.id });
    },
    archived: (since) => custody.archived(db, since),
    seeRestore: () => custody.seeRestore(db),
    cursors: () => slices.cursors(db),
    async kept() {
      if (Date.now() - askedAbout.at >= askedAgain_ms) {
        askedAbout = { at: Date.now(), ids: new Set() };
        mayKeepUnasked = true;
      }
      if (!mayKeepUnasked) return [];
      const unasked = (await keptWithoutCard(db)).filter((id) => !askedAbout.ids.has(id));
      mayKeepUnasked = unasked.length > 0;
      return unasked.slice(0, MAX_KEPT);
    },
    async forget(erased, kept) {
      for (const id of kept) askedAbout.ids.add(id);
      if (erased.length === 0) return;
      await forgetErased(db, erased);
      await ears.changed(erased, false);
    },
    async apply(page, asked) {
      const applied = await slices.applyPage(db, page, asked, ears.placeOf);
      if (applied === null) {
        doubt(); // it may have been this page's: a commit that was done but reported lost
        return false;
      }
      mayHaveOrphans ||= applied.left;
      mayKeepUnasked ||= applied.left;
      ears.received(page.entries.filter((entry) => 'card' in entry).length);
      touch(applied.households);
      itemsTouched ||= applied.items;
      return true;
    },
    async hear(reply, heard, asker) {
      offset = heard.offset;
      await db.write(['replica', 'heard', 'outbox', 'sent'], async (tx) => {
        const replica = await tx.objectStore('replica').get('own');
        if (replica?.id === asker && reply.missing.length > 0)
          await tx.objectStore('replica').put(await custody.withMissing(tx, replica, reply.missing), 'own');
        await tx.objectStore('heard').put({ ...heard, access: reply.access }, 'last');
      });
      ears.heard(heard, reply.access);
      const more = reply.slices.some((page) => page.more);
      if (!more || Date.now() - flushed_at > longestUnshown_ms) await flush();
    },
    async drop(ids, over) {
      touch(await slices.dropSlices(db, ids, over));
      itemsTouched = true;
      mayHaveOrphans = true;
      mayKeepUnasked = true;
    },
    async distrust() {
      doubt();
      await flush();
    },
    async sweep() {
      if (!mayHaveOrphans && !(await leaving.coversNothing(db))) return;
      const gone = await leaving.sweep(db, Date.now(), Date.now() + offset);
      mayHaveOrphans = false;
      await ears.changed(gone, false);
    },
    async end() {
      await leaving.wipe(db);
      await ears.changed('all', true);
    },
  };
}
