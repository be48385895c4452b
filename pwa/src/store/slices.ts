import type { Card, CardBody, Digest, EndedSlice, Gone, SlicePage } from '../protocol';
import type { Cursor } from '../sync/ports';
import { seal, type Sealed } from './codec';
import type { Database, Writing } from './database';
import { forgetHousehold, ofErased } from './erased';
import type { ItemRow, SentRow, SliceRow } from './schema';
import type { Departure } from './types';

const modulus = 2 ** 48;
const day_ms = 24 * 3_600_000;

/** What a page changed on this phone. */
export interface Applied {
  readonly households: readonly string[];
  readonly items: boolean;
  /** Some membership ended: a card may have no slice left. */
  readonly left: boolean;
}

type Prepared =
  | { readonly card: Card; readonly body: Sealed<CardBody> }
  | { readonly gone: Gone; readonly body: Sealed<Departure> }
  | { readonly item: ItemRow; readonly removed: boolean; readonly became: string | null };

export async function cursors(db: Database): Promise<Readonly<Record<string, Cursor>>> {
  const rows = await db.read(['slices'], (tx) => tx.objectStore('slices').getAll());
  return Object.fromEntries(
    rows.filter((row) => row.cursor !== '').map(({ id, cursor, epoch }) => [id, { cursor, epoch }]),
  );
}

/** Slices the server names: until the phone has all of them, it is not ready to work offline. */
export async function expectSlices(db: Database, named: readonly Pick<SliceRow, 'id' | 'kind'>[]): Promise<void> {
  const ids = new Set(named.map((slice) => slice.id));
  await db.write(['slices'], async (tx) => {
    const rows = await tx.objectStore('slices').getAll();
    const known = new Set(rows.map((row) => row.id));
    for (const { id, kind } of named) if (!known.has(id)) await tx.objectStore('slices').put(unbegun(id, kind));
    for (const row of rows) {
      const was_never_begun = row.cursor === '' && !row.is_complete;
      if (was_never_begun && !ids.has(row.id)) await tx.objectStore('slices').delete(row.id);
    }
  });
}

function unbegun(id: string, kind: SliceRow['kind']): SliceRow {
  const state = { is_complete: false, is_walking: false, differs: 0, rewalked_at: null };
  return { id, kind, cursor: '', epoch: '', walk: 0, ...state };
}

/** Apply a page together with its cursor, or not at all: null if the stored cursor is no longer the one it was asked with. */
export async function applyPage(
  db: Database,
  page: SlicePage,
  asked: string | undefined,
  placeOf: (household_id: string) => string,
): Promise<Applied | null> {
  const now_ms = Date.now();
  const read = page.entries.filter(isKnown);
  const entries = await Promise.all(read.map((entry) => prepare(entry, page.id, now_ms, placeOf)));
  return db.write(['slices', 'bodies', 'memberships', 'items', 'departures', ...ofErased], async (tx) => {
    const before = await tx.objectStore('slices').get(page.id);
    if ((before?.cursor ?? '') !== (asked ?? '')) return null;
    const slice = begun(before, page, asked === undefined);
    const shown = await applyEntries(tx, entries, slice);
    const removed = !page.more && slice.is_walking ? await removeUnnamed(tx, slice) : [];
    await tx.objectStore('slices').put(page.more ? slice : await compared(tx, ended(slice), page.digest, now_ms));
    const named = entries.flatMap((entry) =>
      'card' in entry ? entry.card.household.id : 'gone' in entry ? entry.gone.household_id : [],
    );
    const left = removed.length > 0 || entries.some((entry) => 'gone' in entry);
    return {
      households: [...new Set([...named, ...removed, ...shown])],
      items: entries.some((entry) => 'item' in entry) || slice.is_walking,
      left,
    };
  });
}

/** A newer server may send what this app has never heard of: the rest of the page must come in all the same. */
function isKnown(entry: SlicePage['entries'][number]): boolean {
  return 'card' in entry || 'gone' in entry || 'item' in entry;
}

async function prepare(
  entry: SlicePage['entries'][number],
  slice_id: string,
  now_ms: number,
  placeOf: (id: string) => string,
): Promise<Prepared> {
  if ('card' in entry) {
    const { version, tag, assignment, state, ...body } = entry.card;
    return { card: entry.card, body: await seal<CardBody>(body) };
  }
  if ('gone' in entry) {
    const { household_id, reason, to } = entry.gone;
    const departure = { household_id, label: placeOf(household_id), reason, to: to ?? null, at: now_ms, count: 1 };
    return { gone: entry.gone, body: await seal<Departure>(departure) };
  }
  const { item } = entry;
  const key = {
    slice_id,
    kind: String(item['kind']),
    id: String(item['id']),
    version: Number(item['version'] ?? 0),
    walk: 0,
  };
  return {
    item: { ...key, body: await seal<Readonly<Record<string, unknown>>>(item) },
    removed: item['removed'] === true,
    became: becameOf(item),
  };
}

/** The command of which this notice tells that it waits no more, or not for what it names. */
function becameOf({ kind, what, command_id }: Readonly<Record<string, unknown>>): string | null {
  const is_told = kind === 'notice' && /^(held|parked)/.test(String(what));
  return is_told && typeof command_id === 'string' ? command_id : null;
}

/** The slice's row with this page's cursor. A reset, or a page asked without a cursor, begins a new walk. */
function begun(before: SliceRow | undefined, page: SlicePage, from_beginning: boolean): SliceRow {
  const begins = page.reset || from_beginning;
  const walk = (before?.walk ?? 0) + (begins ? 1 : 0);
  const kept = {
    is_complete: before?.is_complete ?? false,
    differs: before?.differs ?? 0,
    rewalked_at: before?.rewalked_at ?? null,
  };
  return {
    id: page.id,
    kind: page.kind,
    cursor: page.cursor,
    epoch: page.epoch,
    walk,
    is_walking: begins || (before?.is_walking ?? false),
    ...kept,
  };
}

function ended(slice: SliceRow): SliceRow {
  return { ...slice, is_walking: false, is_complete: true };
}

/**
 * All reads at once, then all writes at once: a page of some hundred cards must not wait for each of them in turn. Which doors
 * own work shows at no longer, though no card of theirs came.
 */
async function applyEntries(tx: Writing, entries: readonly Prepared[], slice: SliceRow): Promise<readonly string[]> {
  const cards = entries.flatMap((entry) => ('card' in entry ? [entry] : []));
  const [held, covering] = await Promise.all([
    Promise.all(cards.map(({ card }) => tx.objectStore('bodies').get(card.household.id))),
    tx.objectStore('sent').index('covering').getAll(),
  ]);
  const newer = cards.filter(({ card }, index) => (held[index]?.version ?? 0) <= card.version);
  const versions = new Map(
    newer.flatMap(({ card: { household, version } }) =>
      [household.id, ...household.aliases].map((id) => [id, version] as const),
    ),
  );
  const told = new Set(entries.flatMap((entry) => ('item' in entry ? (entry.became ?? []) : [])));
  const waited = covering.filter(({ id, outcome }) => outcome === 'held' && told.has(id));
  await Promise.all([
    ...entries.map((entry) => place(tx, entry, slice)),
    ...newer.map(({ card: { household, version }, body }) =>
      tx.objectStore('bodies').put({ household_id: household.id, version, body }),
    ),
    ...uncovered(covering, versions).map((row) => tx.objectStore('sent').put(row)),
    ...waited.map(({ covering: _, ...row }) => tx.objectStore('sent').put(row)),
  ]);
  return waited.flatMap(({ covering: reached, household_id }) => [reached ?? [], household_id ?? []].flat());
}

/** What an entry does to the slice itself. */
function place(tx: Writing, entry: Prepared, slice: SliceRow): Promise<unknown> {
  if ('card' in entry) {
    const { tag, assignment, state, household } = entry.card;
    const row = { slice_id: slice.id, household_id: household.id, tag, assignment, state, walk: slice.walk };
    return tx.objectStore('memberships').put(row);
  }
  if ('gone' in entry) {
    const { household_id } = entry.gone;
    const departure = {
      household_id,
      at: Date.now(),
      body: entry.body,
      ...(entry.gone.to != null && { to: entry.gone.to }),
    };
    return Promise.all([
      tx.objectStore('memberships').delete([slice.id, household_id]),
      tx.objectStore('departures').put(departure),
      ...(entry.gone.reason === 'erased' ? [forgetHousehold(tx, household_id), removeCard(tx, household_id)] : []),
    ]);
  }
  const { item, removed } = entry;
  if (removed) return tx.objectStore('items').delete([item.slice_id, item.kind, item.id]);
  return tx.objectStore('items').put({ ...item, walk: slice.walk });
}

/** From every slice: another one whose pages are still to come may have it yet. */
async function removeCard(tx: Writing, household_id: string): Promise<void> {
  const memberships = tx.objectStore('memberships');
  for (const key of await memberships.index('household_id').getAllKeys(household_id)) await memberships.delete(key);
  await tx.objectStore('bodies').delete(household_id);
}

/** A card of its receipt's version shows what own work did: the work need not cover it any longer. What waits is in none yet. */
function uncovered(rows: readonly SentRow[], versions: ReadonlyMap<string, number>): readonly SentRow[] {
  return rows.flatMap(({ covering, ...row }) => {
    const version = covering === undefined ? undefined : versions.get(covering);
    const is_in_it = row.outcome !== 'held' && (row.version === null || row.version <= (version ?? -1));
    return version !== undefined && is_in_it ? [row] : [];
  });
}

/** At a walk's end: what it did not name is no longer in the slice. */
async function removeUnnamed(tx: Writing, slice: SliceRow): Promise<readonly string[]> {
  const within = rowsOf(slice.id);
  const gone = (await tx.objectStore('memberships').getAll(within)).filter((row) => row.walk !== slice.walk);
  for (const row of gone) await tx.objectStore('memberships').delete([row.slice_id, row.household_id]);
  for (const row of await tx.objectStore('items').getAll(within)) {
    if (row.walk !== slice.walk) await tx.objectStore('items').delete([row.slice_id, row.kind, row.id]);
  }
  return gone.map((row) => row.household_id);
}

/** Compare with the server's digest. Differing twice starts a new walk, once a day at most. */
async function compared(tx: Writing, slice: SliceRow, digest: Digest | undefined, now_ms: number): Promise<SliceRow> {
  if (digest === undefined) return slice;
  const rows = await tx.objectStore('memberships').getAll(rowsOf(slice.id));
  const sum = rows.reduce((total, row) => (total + row.tag) % modulus, 0);
  if (rows.length === digest.count && sum === digest.sum) return { ...slice, differs: 0 };
  const differs = slice.differs + 1;
  const may_rewalk = slice.rewalked_at === null || now_ms - slice.rewalked_at > day_ms;
  return differs >= 2 && may_rewalk ? { ...slice, differs: 0, cursor: '', rewalked_at: now_ms } : { ...slice, differs };
}

/** Slices the person may no longer follow: their cards and items leave at once. Of an ended one with cards it is noted why. */
export async function dropSlices(
  db: Database,
  slice_ids: readonly string[],
  over: readonly EndedSlice[],
): Promise<readonly string[]> {
  const at = Date.now();
  const told = new Map(await Promise.all(over.map(async (each) => [each.slice_id, await whyEnded(each)] as const)));
  return db.write(['slices', 'memberships', 'items', 'departures'], async (tx) => {
    const households: string[] = [];
    for (const id of slice_ids) {
      const keys = await tx.objectStore('memberships').getAllKeys(rowsOf(id));
      const body = told.get(id);
      if (body !== undefined && keys.length > 0)
        await tx.objectStore('departures').put({ household_id: id, at, body, count: keys.length });
      households.push(...keys.map(([, household_id]) => household_id));
      await tx.objectStore('memberships').delete(rowsOf(id));
      await tx.objectStore('items').delete(rowsOf(id));
      await tx.objectStore('slices').delete(id);
    }
    return [...new Set(households)];
  });
}

/** Stands where a door's departure stands, under the slice's id: one line for all its doors. */
function whyEnded({ slice_id, reason, name, at }: EndedSlice): Promise<Sealed<Departure>> {
  return seal<Departure>({ household_id: slice_id, label: name, reason, to: null, at, count: 1 });
}

/** Every row whose key begins with this slice's id. */
function rowsOf(slice_id: string): IDBKeyRange {
  return IDBKeyRange.bound([slice_id], [slice_id, []]);
}
