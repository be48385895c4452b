import { openAll } from './codec';
import type { Database, Reading } from './database';
import { groupBy, type Memory, type OwnWork } from './memory';
import type { BodyRow, MembershipRow, OutboxRow, SentRow, Work } from './schema';
import { openWork } from './work';

const stores = ['bodies', 'memberships', 'outbox', 'sent'] as const;

interface Rows {
  readonly bodies: readonly BodyRow[];
  readonly memberships: readonly MembershipRow[];
  readonly unsent: readonly OutboxRow[];
  readonly covering: readonly SentRow[];
}

/** Read everything that doors are folded from. */
export async function loadAll(db: Database, memory: Memory): Promise<void> {
  const rows = await db.read(stores, async (tx) => ({
    bodies: await tx.objectStore('bodies').getAll(),
    memberships: await tx.objectStore('memberships').getAll(),
    ...(await ownRows(tx)),
  }));
  memory.bodies.clear();
  memory.memberships.clear();
  await take(rows, memory);
}

/** Read some households again: after their rows changed, here or in another tab. */
export async function loadSome(db: Database, memory: Memory, household_ids: readonly string[]): Promise<void> {
  const rows = await db.read(stores, async (tx) => {
    const bodies = await Promise.all(household_ids.map((id) => tx.objectStore('bodies').get(id)));
    const index = tx.objectStore('memberships').index('household_id');
    const memberships = await Promise.all(household_ids.map((id) => index.getAll(id)));
    return {
      bodies: bodies.filter((row) => row !== undefined),
      memberships: memberships.flat(),
      ...(await ownRows(tx)),
    };
  });
  for (const id of household_ids) {
    memory.bodies.delete(id);
    memory.memberships.delete(id);
  }
  await take(rows, memory);
}

async function ownRows(tx: Reading): Promise<Pick<Rows, 'unsent' | 'covering'>> {
  return {
    unsent: await tx.objectStore('outbox').getAll(),
    covering: await tx.objectStore('sent').index('covering').getAll(),
  };
}

async function take({ bodies, memberships, unsent, covering }: Rows, memory: Memory): Promise<void> {
  const opened = await openAll(bodies.map((row) => row.body));
  for (const [index, { household_id, version }] of bodies.entries()) {
    const body = opened[index];
    if (body !== undefined) memory.bodies.set(household_id, { version, body });
  }
  for (const [id, rows] of groupBy(memberships, (row) => row.household_id)) memory.memberships.set(id, rows);
  const waiting = owned(unsent, await openWork(unsent), true);
  const sent = owned(covering, await openWork(covering), false);
  memory.own.clear();
  const inOrder = [...waiting, ...sent].sort((a, b) => a.n - b.n);
  for (const [id, own] of groupBy(inOrder, ({ work }) => work.command.household_id ?? '')) memory.own.set(id, own);
}

function owned(
  rows: readonly { readonly n: number }[],
  works: readonly Work[],
  is_unsent: boolean,
): readonly OwnWork[] {
  const own = works.map((work, index) => ({ work, n: rows[index]?.n ?? 0, is_unsent }));
  return own.filter(({ work: { command } }) => command.type !== 'withdraw' && command.type !== 'park');
}
