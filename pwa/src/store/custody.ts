import type { Command, PushReply, Range, Receipt } from '../protocol';
import { fitting, paired } from '../sync/batch';
import type { Heard, Identity } from '../sync/ports';
import { except, union, without } from '../sync/ranges';
import { seal } from './codec';
import type { Database, Writing } from './database';
import { enqueue, prepare, type Prepared } from './enqueue';
import { newId } from './ids';
import type { OutboxRow, Replica, SentRow, Work } from './schema';
import { openWork } from './work';

/** Unsent commands in the order of n, as many as a push may carry. */
export async function waiting(db: Database, limit: number, left_out: ReadonlySet<string>): Promise<readonly Command[]> {
  const rows = await db.read(['outbox'], (tx) => tx.objectStore('outbox').getAll(null, limit + left_out.size));
  const works = await openWork(rows.filter((row) => !left_out.has(row.id)).slice(0, limit));
  return fitting(works.map((work) => work.command));
}

/** What one receipt does to the phone. `undo` are commands that take back what was withdrawn too late. */
interface Settling {
  readonly sent: Command;
  readonly receipt: Receipt;
  readonly row: OutboxRow | null;
  readonly work: Work;
  readonly undo: readonly Prepared[];
}

/**
 * Take in a push's reply. Any receipt is custody: its command leaves the outbox. How many left, and of which doors. Null, and
 * nothing changes, where the phone saw since the push was sent that the store was put back.
 */
export async function settle(
  db: Database,
  batch: readonly Command[],
  reply: PushReply,
  asker: Pick<Identity, 'replica' | 'lost' | 'restores'>,
  heard: Heard,
): Promise<{ readonly left: number; readonly households: readonly string[]; readonly n: number } | null> {
  const settlings = await prepareSettlings(db, paired(batch, reply.receipts), heard);
  return db.write(['replica', 'heard', 'outbox', 'sent', 'attention', 'bodies'], async (tx) => {
    const own = await tx.objectStore('replica').get('own');
    if ((own?.restores ?? 0) !== asker.restores) return null;
    let left = 0;
    let counted = 0;
    const undo: Prepared[] = [];
    for (const settling of settlings) {
      const settled = await settleOne(tx, settling, heard);
      if (settled !== 'no') left++;
      if (settled !== 'from the outbox') continue;
      if (settling.sent.type !== 'withdraw') counted++;
      undo.push(...settling.undo);
    }
    const replica = await enqueue(tx, undo);
    const told = { ...replica, lost: except(replica.lost, asker.lost), with_server: replica.with_server + counted };
    const missing = replica.id === asker.replica ? reply.missing : []; // of its own: a fork begins anew
    await tx.objectStore('replica').put(await withMissing(tx, told, missing), 'own');
    await tx.objectStore('heard').put({ ...heard, access: reply.access }, 'last');
    const named = settlings.flatMap(({ sent, receipt }) =>
      [sent.household_id ?? [], receipt.household_id ?? []].flat(),
    );
    const households = [...new Set(named)];
    return { left, households, n: replica.n };
  });
}

async function prepareSettlings(
  db: Database,
  pairs: readonly (readonly [Command, Receipt])[],
  heard: Heard,
): Promise<readonly Settling[]> {
  const rows = await db.read(['outbox', 'sent'], (tx) =>
    Promise.all(
      pairs.map(async ([{ id }]) => ({
        unsent: await tx.objectStore('outbox').index('id').get(id),
        archived: await tx.objectStore('sent').get(id),
      })),
    ),
  );
  const found = pairs.flatMap(([sent, receipt], index) => {
    const row = rows[index]?.unsent ?? rows[index]?.archived;
    return row === undefined ? [] : [{ sent, receipt, row, unsent: rows[index]?.unsent ?? null }];
  });
  const works = await openWork(found.map((each) => each.row));
  return Promise.all(
    found.flatMap(({ sent, receipt, unsent }, index) => {
      const work = works[index];
      // Undone while it was on its way: the row, a `withdraw` now, stays and asks once more.
      if (work === undefined || (unsent !== null && work.command.type !== sent.type)) return [];
      const undoing = unsent === null ? Promise.resolve([]) : lateUndo(work, sent, receipt, heard); // once is enough
      return [undoing.then((undo) => ({ sent, receipt, row: unsent, work, undo }))];
    }),
  );
}

/** A withdrawal that finds the command already judged is made good by its inverse. */
async function lateUndo(work: Work, sent: Command, receipt: Receipt, heard: Heard): Promise<readonly Prepared[]> {
  const came_too_late = sent.type === 'withdraw' && receipt.outcome !== 'noop' && receipt.outcome !== 'parked';
  if (!came_too_late) return [];
  return prepare(work.inverse, { heard, now_ms: Date.now(), labelOf: () => work.label });
}

/** Whether it is settled now, and was unsent until then. It may have been settled before, by another page at the same time too. */
type Settled = 'no' | 'from the outbox' | 'before';

async function settleOne(tx: Writing, { sent, receipt, row, work }: Settling, heard: Heard): Promise<Settled> {
  const { id, n, household_id = null } = sent;
  const body = row?.body ?? (await tx.objectStore('sent').get(id))?.body;
  if (body === undefined) return 'no';
  const settled = row === null ? 'before' : 'from the outbox';
  let isOfErased = receipt.reason === 'erased';
  if (row !== null) {
    const now = await tx.objectStore('outbox').get(n);
    if (now?.id !== id) return (await tx.objectStore('sent').getKey(id)) === undefined ? 'no' : 'before';
    if (now.revision !== row.revision) return 'no';
    isOfErased ||= now.of_erased === true;
    await tx.objectStore('outbox').delete(n);
  }
  if (isOfErased) {
    await tx.objectStore('sent').delete(id); // nothing of it is kept anywhere
    return settled;
  }
  const version = receipt.version ?? null;
  const reached = receipt.household_id ?? household_id;
  const covering = reached !== null && (await covers(tx, reached, work.command, receipt)) ? { covering: reached } : {};
  await tx.objectStore('sent').put({
    id,
    n,
    household_id,
    receipted_at: heard.server_time,
    outcome: receipt.outcome,
    version,
    body,
    ...covering,
    ...(sent.type === 'withdraw' && { withdrawn: true as const }),
  });
  if (row !== null && needsAttention(receipt) && sent.type !== 'withdraw') {
    await tx.objectStore('attention').put({
      id,
      n,
      outcome: receipt.outcome,
      reason: receipt.reason ?? null,
      household_id: reached,
      at: heard.server_time,
      body,
    });
  }
  return settled;
}

/**
 * Own work shows over the card until a card of its receipt's version comes; what waits for something that it names, until it is told
 * what became of it; what was set aside does not show. An undo that came too late goes on keeping what it named from the screen: the
 * card that comes shows what somebody wrote since.
 */
async function covers(tx: Writing, household_id: string, command: Command, receipt: Receipt): Promise<boolean> {
  if (command.type === 'withdraw' || command.type === 'park') return false;
  if (receipt.outcome === 'held') return true;
  if (receipt.outcome === 'parked' || receipt.version === undefined) return false;
  if (receipt.outcome === 'superseded' && command.type !== 'undo_correction') return false;
  const body = await tx.objectStore('bodies').get(household_id);
  return body === undefined || body.version < receipt.version;
}

/** Kinds of outcome a newer server may add are custody too, and worth a look. */
function needsAttention({ outcome }: Receipt): boolean {
  return outcome !== 'applied' && outcome !== 'noop' && outcome !== 'held';
}

/** The server misses these: what is still unsent will come, what was sent is sent again, the rest is told as lost. */
export async function withMissing(tx: Writing, replica: Replica, missing: readonly Range[]): Promise<Replica> {
  let after = replica;
  for (const range of missing) {
    const within = IDBKeyRange.bound(range[0], range[1]);
    const archived = await tx.objectStore('sent').index('n').getAll(within);
    for (const row of archived) await requeue(tx, row);
    const held = (await tx.objectStore('outbox').getAllKeys(within)).sort((a, b) => a - b);
    after = {
      ...after,
      lost: union(after.lost, without([range], held)),
      with_server: after.with_server - archived.filter((row) => row.withdrawn !== true).length,
    };
  }
  return after;
}

async function requeue(tx: Writing, { id, n, household_id, receipted_at, body }: SentRow): Promise<void> {
  await tx.objectStore('sent').delete(id);
  await tx
    .objectStore('outbox')
    .put({ id, n, household_id, saved_at: receipted_at, tries: 0, last_reason: 'missing', revision: 0, body });
}

/** Note on each why it is still here. */
export async function keep(db: Database, ids: readonly string[], reason: string): Promise<void> {
  await db.write(['outbox'], async (tx) => {
    const index = tx.objectStore('outbox').index('id');
    for (const id of ids) {
      const row = await index.get(id);
      if (row !== undefined) await tx.objectStore('outbox').put({ ...row, tries: row.tries + 1, last_reason: reason });
    }
  });
}

/** Replace commands by their text, under their id and n: a person will read what the server cannot. */
export async function park(db: Database, ids: readonly string[], told: (command: Command) => Command): Promise<void> {
  const found = await db.read(['outbox'], (tx) =>
    Promise.all(ids.map((id) => tx.objectStore('outbox').index('id').get(id))),
  );
  const rows = found.filter((row) => row !== undefined);
  const works = await openWork(rows);
  const bodies = await Promise.all(
    works.map((work) => seal<Work>({ ...work, command: told(work.command), inverse: [] })),
  );
  await db.write(['outbox'], async (tx) => {
    for (const [index, row] of rows.entries()) {
      const body = bodies[index];
      const now = await tx.objectStore('outbox').get(row.n);
      if (body !== undefined && now?.revision === row.revision)
        await tx.objectStore('outbox').put({ ...row, body, revision: row.revision + 1 });
    }
  });
}

/** Go on under a new name, with the same commands and counting on: another phone writes under the old one. */
export async function fork(db: Database, from: string): Promise<Replica> {
  return db.write(['replica'], async (tx) => {
    const replica = await tx.objectStore('replica').get('own');
    if (replica === undefined) throw new Error('a store without a replica cannot fork');
    if (replica.id !== from) return replica; // another page heard of it first
    const after = { ...replica, id: newId(), forked_from: replica.id, lost: [] };
    await tx.objectStore('replica').put(after, 'own');
    return after;
  });
}

/** The store may have been put back: receipts of pushes that are on their way now are no custody. */
export async function seeRestore(db: Database): Promise<void> {
  await db.write(['replica'], async (tx) => {
    const replica = await tx.objectStore('replica').get('own');
    if (replica !== undefined)
      await tx.objectStore('replica').put({ ...replica, restores: (replica.restores ?? 0) + 1 }, 'own');
  });
}

/** Commands receipted at or after `since` (server time), oldest first; older ones are let go. */
export async function archived(db: Database, since: number): Promise<readonly Command[]> {
  const rows = await db.read(['sent'], (tx) =>
    tx.objectStore('sent').index('receipted_at').getAll(IDBKeyRange.lowerBound(since)),
  );
  const works = await openWork(rows.sort((a, b) => a.n - b.n));
  return works.map((work) => work.command);
}
