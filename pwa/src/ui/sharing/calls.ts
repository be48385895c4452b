/** The calls of sharing out and moving. Whatever changes something is asked with a client-made id and may be asked again. */
import { api } from '../../store';
import type { MoveJob, Part, Proposal, ProposalAsked } from './wire';

export function askProposal(campaign: string, asked: ProposalAsked): Promise<Proposal> {
  return api.post<Proposal>(`/api/campaigns/${campaign}/proposal`, asked);
}

export function startMove(
  campaign: string,
  id: string,
  parts: readonly Part[],
  onlyUnvisited: boolean,
): Promise<MoveJob> {
  const more = onlyUnvisited ? { only_if: 'unvisited' } : {};
  return api.post<MoveJob>(`/api/campaigns/${campaign}/moves`, { id, parts, ...more });
}

export function startUndo(move: string, id: string): Promise<MoveJob> {
  return api.post<MoveJob>(`/api/moves/${move}/undo`, { id });
}

export const getMove = (id: string): Promise<MoveJob> => api.get<MoveJob>(`/api/moves/${id}`);

/** All that somebody can, in place of what was known before. */
export function sayAbilities(person: string, id: string, words: readonly string[]): Promise<unknown> {
  return api.post(`/api/people/${person}/abilities`, { id, words });
}
