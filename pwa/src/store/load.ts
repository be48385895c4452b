import { openAll } from './codec';
import type { Database, Reading } from './database';
import { groupBy, type Memory, type OwnWork } from './memory';
import type {
  AttentionRow,
  BodyRow,
  DepartureRow,
  HeardRow,
  ItemRow,
  MembershipRow,
  OutboxRow,
  Replica,
  SentRow,
  SliceRow,
} from './schema';
import { openWork } from './work';

/** Everything that is shown and may have changed, read in one transaction: what is on disk at one moment. */
export interface Snapshot {
  readonly households: readonly string[] | 'all';
  readonly bodies: readonly BodyRow[];
  readonly memberships: readonly MembershipRow[];
  readonly outbox: readonly OutboxRow[];
  readonly covering: readonly SentRow[];
  readonly attention: readonly AttentionRow[];
  readonly departures: readonly DepartureRow[];
  readonly slices: readonly SliceRow[];
  readonly replica: Replica | undefined;
  readonly heard: HeardRow | undefined;
  /** null if they were not asked for. */
  readonly items: readonly ItemRow[] | null;
}

const stores = [
  'bodies',
  'memberships',
  'outbox',
  'sent',
  'attention',
  'departures',
  'slices',
  'replica',
  'heard',
  'items',
] as const;

export function readSnapshot(
  db: Database,
  households: readonly string[] | 'all',
  with_items: boolean,
): Promise<Snapshot> {
  return db.read(stores, async (tx) => {
    const [bodies, memberships, outbox, covering, attention, departures, slices, replica, heard, items] =
      await Promise.all([
        readBodies(tx, households),
        readMemberships(tx, households),
        tx.objectStore('outbox').getAll(),
        tx.objectStore('sent').index('covering').getAll(),
        tx.objectStore('attention').getAll(),
        tx.objectStore('departures').getAll(),
        tx.objectStore('slices').getAll(),
        tx.objectStore('replica').get('own'),
        tx.objectStore('heard').get('last'),
        with_items ? tx.objectStore('items').getAll() : null,
      ]);
    return { households, bodies, memberships, outbox, covering, attention, departures, slices, replica, heard, items };
  });
}

async function readBodies(tx: Reading, households: readonly string[] | 'all'): Promise<readonly BodyRow[]> {
  const store = tx.objectStore('bodies');
  if (households === 'all') return store.getAll();
  const rows = await Promise.all(households.map((id) => store.get(id)));
  return rows.filter((row) => row !== undefined);
}

async function readMemberships(tx: Reading, households: readonly string[] | 'all'): Promise<readonly MembershipRow[]> {
  const store = tx.objectStore('memberships');
  if (households === 'all') return store.getAll();
  return (await Promise.all(households.map((id) => store.index('household_id').getAll(id)))).flat();
}

/** Bring what doors are folded from up to the snapshot. The households whose own work changed are named too. */
export async function remember(memory: Memory, snapshot: Snapshot): Promise<void> {
  const { households, bodies, memberships, outbox, covering } = snapshot;
  const opened = await openAll(bodies.map((row) => row.body));
  const own = [...(await owned(outbox, true)), ...(await owned(covering, false))].sort((a, b) => a.n - b.n);
  for (const id of households === 'all' ? [...memory.bodies.keys(), ...memory.memberships.keys()] : households) {
    memory.bodies.delete(id);
    memory.memberships.delete(id);
  }
  for (const [index, { household_id, version }] of bodies.entries()) {
    const body = opened[index];
    if (body === undefined) continue;
    memory.bodies.set(household_id, { version, body });
  }
  memory.aliases.clear(); // what a receipt told of one holds only as long as it covers
  for (const [id, { body }] of memory.bodies) for (const alias of body.household.aliases) memory.aliases.set(alias, id);
  for (const [id, rows] of groupBy(memberships, (row) => row.household_id)) memory.memberships.set(id, rows);
  for (const { household_id, covering: reached } of covering) {
    if (household_id !== null && reached !== undefined && household_id !== reached)
      memory.aliases.set(household_id, reached);
  }
  memory.own.clear();
  const standsAt = ({ work: { command } }: OwnWork) => rootOf(memory, command.household_id ?? '');
  for (const [id, works] of groupBy(own, standsAt)) memory.own.set(id, works);
}

export function rootOf(memory: Memory, id: string): string {
  return memory.aliases.get(id) ?? id;
}

export function aliasesOf(memory: Memory, id: string): readonly string[] {
  return memory.bodies.get(id)?.body.household.aliases ?? [];
}

/** What was withdrawn or set aside as text does not show over a card. */
async function owned(rows: readonly (OutboxRow | SentRow)[], is_unsent: boolean): Promise<readonly OwnWork[]> {
  const works = await openWork(rows);
  const isHeld = new Set(rows.flatMap((row) => ('outcome' in row && row.outcome === 'held' ? [row.id] : [])));
  const own = works.map((work) => {
    return { work, n: work.command.n, is_unsent, is_held: isHeld.has(work.command.id) };
  });
  return own.filter(({ work: { command } }) => command.type !== 'withdraw' && command.type !== 'park');
}
