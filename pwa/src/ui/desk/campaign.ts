import { signal } from '@preact/signals';
import { useGet, type Loaded } from '../board/resource';
import type { Campaign, Team } from '../board/wire';

/** The campaign the desk looks at: the one chosen here, else the running one that began last. */
const chosen = signal<string | null>(null);

export function chooseCampaign(id: string): void {
  chosen.value = id;
}

export function pickCampaign(campaigns: readonly Campaign[], wanted: string | null): Campaign | null {
  const named = campaigns.find(({ id }) => id === wanted);
  if (named !== undefined) return named;
  const latest = [...campaigns].sort((a, b) => b.starts_on.localeCompare(a.starts_on));
  return latest.find(({ ended_at }) => ended_at === null) ?? latest[0] ?? null;
}

export interface CampaignState {
  readonly campaign: Campaign | null;
  readonly campaigns: readonly Campaign[];
  readonly loaded: Loaded<{ readonly campaigns: readonly Campaign[] }>;
}

export function useCampaign(): CampaignState {
  const loaded = useGet<{ readonly campaigns: readonly Campaign[] }>('/api/campaigns');
  const campaigns = loaded.data?.campaigns ?? [];
  return { campaign: pickCampaign(campaigns, chosen.value), campaigns, loaded };
}

/** The campaign's teams in the order in which they were made: their ids tell. */
export function useTeams(campaign: string): Loaded<{ readonly teams: readonly Team[] }> {
  const loaded = useGet<{ readonly teams: readonly Team[] }>(`/api/campaigns/${campaign}/teams`);
  const teams = [...(loaded.data?.teams ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...loaded, data: loaded.data === null ? null : { teams } };
}
