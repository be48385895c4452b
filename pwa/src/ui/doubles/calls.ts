/** What can be done about two households that may be one. */
import { api, newId } from '../../store';
import type { Join, Pair } from './wire';

export function joinPair({ one, other }: Pair): Promise<Join> {
  return api.post<Join>('/api/pairs/join', { id: newId(), one_id: one.household.id, other_id: other.household.id });
}

export function dismissPair({ one, other }: Pair, undo = false): Promise<unknown> {
  const both = { one_id: one.household.id, other_id: other.household.id };
  return api.post('/api/pairs/dismiss', { id: newId(), ...both, ...(undo && { undo }) });
}

export function undoJoin(id: string): Promise<Join> {
  return api.post<Join>(`/api/joins/${id}/undo`, { id: newId() });
}
