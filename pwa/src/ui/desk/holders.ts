/** Who had a door in which round of visits. Pure. */
import type { Held } from './HouseholdHistory';

export interface HeldInRound {
  readonly campaign_id: string;
  /** The latest first; what lasted no moment is left out. */
  readonly spans: readonly Held[];
}

/** By round, the one that began last first. */
export function heldByRound(holders: readonly Held[]): readonly HeldInRound[] {
  const lasting = holders.filter(({ from_at, to_at }) => to_at !== from_at).sort((a, b) => b.from_at - a.from_at);
  const rounds = [...new Set(lasting.map(({ campaign_id }) => campaign_id))];
  return rounds.map((campaign_id) => ({
    campaign_id,
    spans: lasting.filter((held) => held.campaign_id === campaign_id),
  }));
}
