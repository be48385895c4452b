/** Which doors are ticked. A selection is a set of ids that survives paging; what it no longer finds is dropped, not moved. */

export type Selection = ReadonlySet<string>;

export const NOTHING: Selection = new Set();

export function toggle(selection: Selection, id: string): Selection {
  const next = new Set(selection);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** From the door ticked last to this one, as they stand in the list; without an anchor only this one. */
export function extend(selection: Selection, ids: readonly string[], anchor: string | null, id: string): Selection {
  const [from, to] = [anchor === null ? -1 : ids.indexOf(anchor), ids.indexOf(id)];
  if (from < 0 || to < 0) return new Set([...selection, id]);
  return new Set([...selection, ...ids.slice(Math.min(from, to), Math.max(from, to) + 1)]);
}

/** All of a list if any is missing, else none of it; what stands elsewhere is kept. */
export function toggleAll(selection: Selection, ids: readonly string[]): Selection {
  if (coverOf(selection, ids) === 'all') return new Set([...selection].filter((id) => !ids.includes(id)));
  return new Set([...selection, ...ids]);
}

/** What a list's own checkbox shows. */
export function coverOf(selection: Selection, ids: readonly string[]): 'none' | 'some' | 'all' {
  const ticked = ids.filter((id) => selection.has(id)).length;
  if (ticked === 0) return 'none';
  return ticked === ids.length ? 'all' : 'some';
}
