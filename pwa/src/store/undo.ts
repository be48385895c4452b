import type { Command } from '../protocol';
import { seal } from './codec';
import { currentStore, type OpenStore } from './current';
import { SaveError } from './errors';
import { save, show } from './save';
import type { OutboxRow, Work } from './schema';
import type { Draft } from './types';
import { openWork } from './work';

/**
 * Take back what was just saved. What is unsent is withdrawn under its id and n; what the server has gets its inverse.
 * Rejects if something of it cannot be taken back; the rest is.
 */
export async function undo(ids: readonly string[]): Promise<void> {
  const store = currentStore();
  if (store === null) throw new SaveError('gone');
  const withdrawn = await withdraw(store, ids);
  const inverses = await inversesOf(
    store,
    ids.filter((id) => !withdrawn.has(id)),
  );
  if (inverses.drafts.length > 0) await save(inverses.drafts);
  store.loop?.nudge();
  if (inverses.missing > 0) throw new Error('not everything can be taken back');
}

async function withdraw(store: OpenStore, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await store.db.read(['outbox'], (tx) =>
    Promise.all(ids.map((id) => tx.objectStore('outbox').index('id').get(id))),
  );
  const unsent = rows.filter((row) => row !== undefined);
  const works = await openWork(unsent);
  const changed = await Promise.all(works.map(async (work, index) => withdrawal(unsent[index], work)));
  const before = works.filter(isWithdrawn).map(({ command }) => command.id);
  const written = await store.db.write(['outbox'], async (tx) => {
    const outbox = tx.objectStore('outbox');
    const done: OutboxRow[] = [];
    for (const row of changed.flat()) {
      const now = await outbox.get(row.n);
      if (now?.id !== row.id || now.revision !== row.revision - 1) continue; // its receipt came meanwhile
      await outbox.put(row);
      done.push(row);
    }
    return done;
  });
  await show(store, [...new Set(written.flatMap((row) => row.household_id ?? []))]);
  return new Set([...before, ...written.map((row) => row.id)]);
}

/** The row with a `withdraw` in the command's place. */
async function withdrawal(row: OutboxRow | undefined, work: Work): Promise<readonly OutboxRow[]> {
  if (row === undefined || isWithdrawn(work)) return [];
  const { id, at, household_id = null, seen = null, heard, offset } = work.command;
  const clock = { ...(heard == null ? {} : { heard }), ...(offset == null ? {} : { offset }) };
  const command: Command = { type: 'withdraw', id, n: 0, at, household_id, seen, ...clock };
  const body = await seal<Work>({ ...work, command, undone: work.command });
  return [{ ...row, body, revision: row.revision + 1 }];
}

async function inversesOf(
  store: OpenStore,
  ids: readonly string[],
): Promise<{ drafts: readonly Draft[]; missing: number }> {
  const rows = await store.db.read(['sent'], (tx) => Promise.all(ids.map((id) => tx.objectStore('sent').get(id))));
  const works = await openWork(rows.filter((row) => row !== undefined));
  const drafts = works.flatMap((work) => (isWithdrawn(work) ? [] : work.inverse));
  const back = works.filter((work) => isWithdrawn(work) || work.inverse.length > 0);
  return { drafts, missing: ids.length - back.length };
}

/** Undone before: where that came too late, its receipt has seen to the rest. */
function isWithdrawn({ command }: Work): boolean {
  return command.type === 'withdraw';
}
