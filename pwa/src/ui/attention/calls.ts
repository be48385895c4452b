/** What can be done at the attention desk, each call by its name. */
import { api, newId, upload } from '../../store';
import type { AttentionItem, AttentionKind } from '../board/wire';

export interface Settled {
  readonly id: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly household_id: string | null;
  readonly version: number | null;
  readonly type: string | null;
}

export function applyParked(command: string, household: string | null, id: string): Promise<Settled> {
  const where = household === null ? {} : { household_id: household };
  return api.post<Settled>(`/api/parked/${command}/apply`, { id, ...where });
}

export function dismissParked(command: string, reason: string, id: string): Promise<Settled> {
  return api.post<Settled>(`/api/parked/${command}/dismiss`, { id, reason });
}

export function reopenParked(command: string, id = newId()): Promise<Settled> {
  return api.post<Settled>(`/api/parked/${command}/reopen`, { id });
}

/** What came in after the item was shown is shown still. */
export function markSeen(item: Pick<AttentionItem, 'kind' | 'id' | 'at'>, undo: boolean, id: string): Promise<unknown> {
  const { kind, id: item_id, at } = item;
  return api.post('/api/attention/seen', { id, kind, item_id, ...(undo ? { undo } : { at }) });
}

/** By its id the question can be taken back, which is answered. */
export async function askBack(
  item: Pick<AttentionItem, 'kind' | 'id'>,
  person: string,
  text: string,
  id: string,
): Promise<string> {
  await api.post('/api/attention/ask', { id, kind: item.kind, item_id: item.id, person_id: person, text });
  return id;
}

export function unask(kind: AttentionKind, item: string, question: string): Promise<unknown> {
  return api.post('/api/attention/ask/undo', { id: newId(), kind, item_id: item, question_id: question });
}

/** One phone's part of a file. `became`: of what was new, by outcome; empty until it was taken in. */
export interface HandedIn {
  readonly person: { readonly id: string; readonly name: string } | null;
  readonly replica: string;
  readonly trouble: string | null;
  readonly device: string | null;
  readonly pieces: number;
  readonly here: number;
  readonly days: readonly { readonly on: string; readonly pieces: number }[];
  readonly is_known: boolean;
  readonly is_lost: boolean;
  readonly is_ended: boolean;
  readonly became: Readonly<Record<string, number>>;
}

interface OutboxFile {
  readonly phones: readonly HandedIn[];
}

/** Whose unsent work a file holds. Nothing is taken in. */
export async function lookAtFile(file: File): Promise<readonly HandedIn[]> {
  return (await upload<OutboxFile>('/api/outboxes/preview', file)).phones;
}

/** Under one id, so that asking again after a lost answer brings the first one. */
export async function handFileIn(file: File, id: string): Promise<readonly HandedIn[]> {
  return (await upload<OutboxFile>(`/api/outboxes?id=${id}`, file)).phones;
}
