/** The calls of the boards and the desk, each by its name. Whatever is asked with a client-made id may be asked again. */
import { api, newId } from '../../store';
import type { Invited, MoveReply, Named } from './wire';

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** More signs of what is searched for the server does not take. */
export const MOST_WORDS = 100;

/** A path with its query; what is absent or empty is left out. */
export function withQuery(path: string, query: Query): string {
  const words = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '' && value !== false) words.set(key, String(value));
  }
  const text = words.toString();
  return text === '' ? path : `${path}?${text}`;
}

export interface MoveOrder {
  readonly household_ids: readonly string[];
  /** Null: away from everybody. */
  readonly team_id: string | null;
  readonly person_id: string | null;
  readonly only_if?: 'unvisited';
}

export function tryMove(campaign: string, order: MoveOrder): Promise<MoveReply> {
  return api.post<MoveReply>(`/api/campaigns/${campaign}/assignments`, { id: newId(), ...order, dry_run: true });
}

/** The id is the caller's, so that a move whose answer was lost can be asked for again without moving twice. */
export function makeMove(campaign: string, id: string, order: MoveOrder): Promise<MoveReply> {
  return api.post<MoveReply>(`/api/campaigns/${campaign}/assignments`, { id, ...order });
}

export function undoMove(undo_id: string): Promise<MoveReply> {
  return api.post<MoveReply>('/api/assignments/undo', { id: newId(), undo_id });
}

export function makeTeam(campaign: string, name: string): Promise<Named & { readonly slice_id: string }> {
  return api.post(`/api/campaigns/${campaign}/teams`, { id: newId(), name });
}

export function addMember(team: string, name: string, role: 'member' | 'leader'): Promise<{ readonly person: Named }> {
  return api.post(`/api/teams/${team}/members`, { id: newId(), name, role });
}

export function reportLost(replica: string): Promise<unknown> {
  return api.post(`/api/replicas/${replica}/lost`, { id: newId() });
}

export interface InviteOrder {
  readonly person_id?: string;
  readonly name?: string;
  readonly role: 'volunteer' | 'leader' | 'coordinator';
  readonly team_id?: string;
  readonly valid_hours: number;
}

export function invite(order: InviteOrder): Promise<Invited> {
  return api.post<Invited>('/api/invitations', { id: newId(), ...order });
}

export function revokeInvitation(id: string): Promise<unknown> {
  return api.post(`/api/invitations/${id}/revoke`, { id: newId() });
}
