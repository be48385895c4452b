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

/** The question's id, by which it can be taken back. */
export async function askBack(kind: AttentionKind, item: string, person: string, text: string): Promise<string> {
  const id = newId();
  await api.post('/api/attention/ask', { id, kind, item_id: item, person_id: person, text });
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
