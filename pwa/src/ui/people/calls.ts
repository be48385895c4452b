/** The calls about people, teams and what was done, each by its name. A call with a client-made id may be asked again. */
import { api, newId } from '../../store';
import type { Named } from '../board/wire';
import type { InvitedSheet, Released, RoleHeld } from './wire';

export function addToTeam(team: string, person_id: string, role: 'member' | 'leader'): Promise<unknown> {
  return api.post(`/api/teams/${team}/members`, { id: newId(), person_id, role });
}

export function leaveTeam(team: string, person: string): Promise<Released> {
  return api.post(`/api/teams/${team}/members/${person}/end`, { id: newId() });
}

export function renamePerson(person: string, name: string): Promise<Named> {
  return api.post(`/api/people/${person}`, { id: newId(), name });
}

export function endAccess(person: string): Promise<Released> {
  return api.post(`/api/people/${person}/end`, { id: newId() });
}

export function giveRole(person: string, role: 'coordinator' | 'handler', area_id: string | null): Promise<unknown> {
  return api.post(`/api/people/${person}/roles`, { id: newId(), role, area_id });
}

export function takeRole(person: string, { role, area_id }: RoleHeld): Promise<unknown> {
  return api.post(`/api/people/${person}/roles/end`, { id: newId(), role, area_id: area_id ?? null });
}

export function renameTeam(team: string, name: string): Promise<Named> {
  return api.post(`/api/teams/${team}`, { id: newId(), name });
}

export function endTeam(team: string): Promise<unknown> {
  return api.post(`/api/teams/${team}/end`, { id: newId() });
}

export function reopenTeam(team: string): Promise<unknown> {
  return api.post(`/api/teams/${team}/reopen`, { id: newId() });
}

export interface SheetOrder {
  /** Of this one sheet: asked again, the same codes come. */
  readonly id: string;
  readonly person_ids: readonly string[];
  readonly names: readonly string[];
  readonly valid_hours: number;
}

export function inviteTeam(team: string, order: SheetOrder): Promise<InvitedSheet> {
  return api.post(`/api/teams/${team}/invitations`, order);
}
