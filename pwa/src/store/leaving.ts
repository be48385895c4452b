import type { Database } from './database';
import type { SentRow } from './schema';

const day_ms = 24 * 3_600_000;
const departureKept_ms = 7 * day_ms;
const archiveKept_ms = 14 * day_ms;
const kept = ['slices', 'bodies', 'memberships', 'items', 'sent', 'attention', 'departures', 'drafts'] as const;

/** A door that was added comes into a slice only when what it waits for is there; until then it shows by its own work alone. */
const isWaiting = (row: SentRow): boolean => row.outcome === 'held';

/** Whether own work that was sent, and waits for nothing, still shows a door that no slice holds. */
export async function coversNothing(db: Database): Promise<boolean> {
  return db.read(['memberships', 'sent'], async (tx) => {
    const covering = (await tx.objectStore('sent').index('covering').getAll()).filter((row) => !isWaiting(row));
    const memberships = tx.objectStore('memberships').index('household_id');
    const held = await Promise.all(covering.map((row) => memberships.getKey(row.covering ?? '')));
    return held.includes(undefined);
  });
}

/**
 * At the end of a round: bodies that no slice holds leave, with own work that covered them and waits for nothing; so does what is old,
 * also where it covers. Receipts have the server's time. Which doors may have left with it, or show otherwise.
 */
export async function sweep(db: Database, now_ms: number, server_now: number): Promise<readonly string[]> {
  return db.write(['slices', 'bodies', 'memberships', 'sent', 'departures'], async (tx) => {
    const memberships = tx.objectStore('memberships').index('household_id');
    const held = new Set((await tx.objectStore('memberships').getAllKeys()).map(([, household_id]) => household_id));
    const orphans = (await tx.objectStore('bodies').getAllKeys()).filter((id) => !held.has(id));
    for (const id of orphans) await tx.objectStore('bodies').delete(id);
    const let_go = server_now - archiveKept_ms;
    const uncovered: string[] = [];
    for (const { covering, ...settled } of await tx.objectStore('sent').index('covering').getAll()) {
      if (covering === undefined) continue;
      if ((held.has(covering) || isWaiting(settled)) && settled.receipted_at > let_go) continue;
      await tx.objectStore('sent').put(settled);
      uncovered.push(covering, settled.household_id ?? covering);
    }
    for (const row of await tx.objectStore('departures').getAll()) {
      const is_back =
        (await memberships.getKey(row.household_id)) !== undefined || // moved between two slices of one's own
        (row.to !== undefined && (await memberships.getKey(row.to)) !== undefined) || // one with a door that is here
        (await tx.objectStore('slices').getKey(row.household_id)) !== undefined; // an end that was taken back
      if (is_back || now_ms - row.at > departureKept_ms) await tx.objectStore('departures').delete(row.household_id);
    }
    const old = await tx.objectStore('sent').index('receipted_at').getAllKeys(IDBKeyRange.upperBound(let_go));
    for (const id of old) await tx.objectStore('sent').delete(id);
    return [...new Set([...orphans, ...uncovered])];
  });
}

/**
 * Everything leaves with the person, who writes from here no more, in whichever page. Refused (false), and nothing is gone,
 * while something is unsent, or half typed and not `given_up` by its key.
 */
export async function clearIfSent(db: Database, given_up: readonly string[] | 'all'): Promise<boolean> {
  return db.write([...kept, 'outbox', 'replica', 'heard'], async (tx) => {
    if ((await tx.objectStore('outbox').count()) > 0) return false;
    const typed = await tx.objectStore('drafts').getAllKeys();
    if (given_up !== 'all' && typed.some((key) => !given_up.includes(key))) return false;
    for (const name of [...kept, 'replica', 'heard'] as const) await tx.objectStore(name).clear();
    return true;
  });
}

/** Access ended: everything leaves but what is unsent and who sends it. */
export async function wipe(db: Database): Promise<void> {
  await db.write(kept, async (tx) => {
    for (const name of kept) await tx.objectStore(name).clear();
  });
}
