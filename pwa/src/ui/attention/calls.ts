/** What can be done at the attention desk, each call by its name. */
import { api, newId } from '../../store';
import type { AttentionItem, AttentionKind } from '../board/wire';

export interface Settled {
  readonly id: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly household_id: string | null;
  readonly version: number | null;
  readonly type: string | null;
  /** Of the door, until the work changed it. */
  readonly version_before: number | null;
}

export function applyParked(command: string, household: string | null): Promise<Settled> {
  const where = household === null ? {} : { household_id: household };
  return api.post<Settled>(`/api/parked/${command}/apply`, { id: newId(), ...where });
}

export function dismissParked(command: string, reason: string): Promise<Settled> {
  return api.post<Settled>(`/api/parked/${command}/dismiss`, { id: newId(), reason });
}

export function reopenParked(command: string): Promise<Settled> {
  return api.post<Settled>(`/api/parked/${command}/reopen`, { id: newId() });
}

export function markSeen({ kind, id }: Pick<AttentionItem, 'kind' | 'id'>, undo = false): Promise<unknown> {
  return api.post('/api/attention/seen', { id: newId(), kind, item_id: id, ...(undo && { undo }) });
}

export function askBack(kind: AttentionKind, item: string, person: string, text: string): Promise<unknown> {
  return api.post('/api/attention/ask', { id: newId(), kind, item_id: item, person_id: person, text });
}
