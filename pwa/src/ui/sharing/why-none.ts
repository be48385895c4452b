/** Why a team that a person ticked is proposed no door, so that they can do something about it. Pure. */
import type { Wishes } from './use-proposal';
import type { Grain, Proposal, Taker } from './wire';

export type WhyNone = 'said' | 'load' | 'need' | 'few' | 'whole';

/**
 * said: the numbers of other teams take all; load: each of its people has more left than those of others; need: others can what is needed;
 * few: its share is less than what stays together if that is even enough; whole: what stays together went to others. Null: it gets some, a person said its number, or nobody is in it.
 */
export function whyNone(taker: Taker, proposal: Proposal, wishes: Wishes, grain: Grain): WhyNone | null {
  const isProposedNone = taker.chosen && taker.members > 0 && taker.count === 0;
  if (!isProposedNone || typeof wishes?.get(taker.team_id) === 'number') return null;
  const others = proposal.takers.filter(({ chosen, team_id }) => chosen && team_id !== taker.team_id);
  const said = others.reduce((sum, { team_id }) => sum + (wishes?.get(team_id) ?? 0), 0);
  if (said >= proposal.doors) return 'said';
  if (taker.fair === 0) return 'load';
  const canOthers = others.some(({ can }) => can.some((word) => word in proposal.needs));
  if (grain === 'door' || canOthers) return 'need';
  return grain === 'auto' ? 'few' : 'whole';
}
