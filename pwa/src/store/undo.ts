import type { Command } from '../protocol';
import { seal } from './codec';
import { currentStore, type OpenStore } from './current';
import type { Writing } from './database';
import { prepare, type Clock, type Prepared } from './enqueue';
import { SaveError, UndoneInPart } from './errors';
import { makerFor, save, showSaved, storeToSaveIn, write } from './save';
import type { OutboxRow, Work } from './schema';
import type { Draft } from './types';
import { openWork } from './work';

/**
 * Take back what was just saved. What is unsent is withdrawn under its id and n; what the server has gets its inverse.
 * These it gives back. Rejects with UndoneInPart if something of it cannot be taken back; the rest is.
 */
export async function undo(ids: readonly string[]): Promise<readonly Draft[]> {
  const store = currentStore();
  if (store === null) throw new SaveError('gone');
  const { withdrawn, households } = await withdraw(store, ids);
  try {
    const rest = ids.filter((id) => !withdrawn.includes(id));
    const { drafts, back } = await inversesOf(store, rest);
    if (drafts.length > 0) await save(drafts).catch((cause: unknown) => giveUp(withdrawn, cause));
    if (back.length < rest.length) giveUp([...withdrawn, ...back]);
    return drafts;
  } finally {
    await showSaved(store, [...new Set(households)]); // last: what cannot be shown keeps nothing from being taken back
    store.loop?.nudge();
  }
}

function giveUp(undone: readonly string[], cause?: unknown): never {
  throw new UndoneInPart(undone, { cause });
}

/** What was saved instead of something else. */
export interface Instead {
  readonly id: string;
  /** What it took the place of: saved instead of this in turn, it stands as before. Null where there was nothing left to take back. */
  readonly former: Draft | null;
  /** The other could not be taken back, so both stand. */
  readonly isBeside: boolean;
}

/** Save a command instead of `other`, which was saved before: with that one's time, and in one transaction with the taking back of it. */
export async function saveInstead(draft: Draft, other: string, typed: readonly string[] = []): Promise<Instead> {
  const store = storeToSaveIn();
  const [unsent, sent] = await store.db.read(['outbox', 'sent'], async (tx) => [
    await tx.objectStore('outbox').index('id').get(other),
    await tx.objectStore('sent').get(other),
  ]);
  const [work] = await openWork([unsent ?? sent ?? []].flat());
  const isBeside = work === undefined || (unsent === undefined && !isWithdrawn(work) && work.inverse.length === 0);
  const former = isBeside || isWithdrawn(work) ? null : work;
  const maker = makerFor(store);
  const [withdrawn] = former === null ? [] : await withdrawal(unsent, former);
  const inverses = former === null ? [] : await prepare(former.inverse, maker);
  const prepared = await prepare([draft], former === null ? maker : { ...maker, clock: clockOf(former.command) });
  let isReplaced = false;
  const takeBack = async (tx: Writing): Promise<readonly Prepared[]> => {
    const now = await tx.objectStore('outbox').index('id').get(other);
    isReplaced = now?.n !== unsent?.n || now?.revision !== unsent?.revision;
    if (isReplaced) throw new Error('replaced since it was read'); // and nothing is written
    if (withdrawn === undefined) return inverses;
    await tx.objectStore('outbox').put(withdrawn);
    return [];
  };
  try {
    await write(store, prepared, typed, takeBack);
  } catch (error) {
    if (isReplaced) return saveInstead(draft, other, typed); // it is read again what it is now
    throw error;
  }
  return { id: prepared[0]?.id ?? '', former: former === null ? null : draftOf(former.command), isBeside };
}

interface Withdrawals {
  readonly withdrawn: readonly string[];
  readonly households: readonly string[];
}

async function withdraw(store: OpenStore, ids: readonly string[]): Promise<Withdrawals> {
  const rows = await store.db.read(['outbox'], (tx) =>
    Promise.all(ids.map((id) => tx.objectStore('outbox').index('id').get(id))),
  );
  const unsent = rows.filter((row) => row !== undefined);
  const works = await openWork(unsent);
  const changed = await Promise.all(works.map(async (work, index) => withdrawal(unsent[index], work)));
  const before = works.filter(isWithdrawn).map(({ command }) => command.id);
  const { done, replaced } = await store.db.write(['outbox'], (tx) => putBack(tx, changed.flat()));
  const rest = replaced.length === 0 ? none : await withdraw(store, replaced); // it is read again what they are now
  return {
    withdrawn: [...before, ...done.map((row) => row.id), ...rest.withdrawn],
    households: [...done.flatMap((row) => row.household_id ?? []), ...rest.households],
  };
}

const none: Withdrawals = { withdrawn: [], households: [] };

/** Which were written, and which others have been replaced by another page since they were read. One that is gone has its receipt. */
async function putBack(tx: Writing, rows: readonly OutboxRow[]) {
  const outbox = tx.objectStore('outbox');
  const done: OutboxRow[] = [];
  const replaced: string[] = [];
  for (const row of rows) {
    const now = await outbox.get(row.n);
    if (now?.id !== row.id) continue;
    if (now.revision === row.revision - 1) {
      await outbox.put(row);
      done.push(row);
    } else replaced.push(row.id);
  }
  return { done, replaced };
}

/** The row with a `withdraw` in the command's place. */
async function withdrawal(row: OutboxRow | undefined, work: Work): Promise<readonly OutboxRow[]> {
  if (row === undefined || isWithdrawn(work)) return [];
  const { id, household_id = null, seen = null } = work.command;
  const command: Command = { type: 'withdraw', id, n: 0, household_id, seen, ...clockOf(work.command) };
  const body = await seal<Work>({ ...work, command, undone: work.command });
  return [{ ...row, body, revision: row.revision + 1 }];
}

/** What takes them back, and which of them it does, or were before. */
async function inversesOf(
  store: OpenStore,
  ids: readonly string[],
): Promise<{ drafts: readonly Draft[]; back: readonly string[] }> {
  const rows = await store.db.read(['sent'], (tx) => Promise.all(ids.map((id) => tx.objectStore('sent').get(id))));
  const works = await openWork(rows.filter((row) => row !== undefined));
  const drafts = works.flatMap((work) => (isWithdrawn(work) ? [] : work.inverse));
  const back = works.filter((work) => isWithdrawn(work) || work.inverse.length > 0);
  return { drafts, back: back.map(({ command }) => command.id) };
}

/** Undone before: where that came too late, its receipt has seen to the rest. */
function isWithdrawn({ command }: Work): boolean {
  return command.type === 'withdraw';
}

function clockOf({ at, heard, offset }: Command): Clock {
  return { at, ...(heard == null ? {} : { heard }), ...(offset == null ? {} : { offset }) };
}

/** A command as it was before it was saved. */
function draftOf(command: Command): Draft {
  const { id: _id, n: _n, at: _at, heard: _heard, offset: _offset, ...draft } = command;
  return draft as Draft;
}
