import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useGet, type Loaded } from '../board/resource';
import type { Campaign, Team } from '../board/wire';
import { dateOf } from '../card/calendar';
import { now } from '../card/now';
import { navigate, route } from '../router';

/** The campaign the desk looks at: the one its address names, else the one chosen here, else the usual one. */
const chosen = signal<string | null>(null);
const today = computed(() => dateOf(now.value.day));

/** Looks at another campaign. What the page showed of the one before (its teams, its filters) is left. */
export function chooseCampaign(id: string): void {
  chosen.value = id;
  const { path } = route.value;
  navigate(withCampaign(/^\/desk\/teams\//.test(path) ? '/desk/teams' : path, id), { replace: true });
}

/** After it was made: what is set up next is this one's. */
export function goOnWith(id: string): void {
  chosen.value = id;
}

/** The running one that began last; before any has begun the next that will, and after all have ended the last. */
export function pickCampaign(campaigns: readonly Campaign[], wanted: string | null, on: string): Campaign | null {
  const named = campaigns.find(({ id }) => id === wanted);
  if (named !== undefined) return named;
  const latest = [...campaigns].sort((a, b) => b.starts_on.localeCompare(a.starts_on));
  const open = latest.filter(({ ended_at }) => ended_at === null);
  return open.find(({ starts_on }) => starts_on <= on) ?? open.at(-1) ?? latest[0] ?? null;
}

/** The address as it is, and with the campaign's name in it. */
export function withCampaign(address: string, id: string): string {
  const [path = '', words = ''] = address.split('?');
  const query = new URLSearchParams(words);
  query.set('campaign', id);
  return `${path}?${query.toString()}`;
}

/** Which campaign an address is to name that names none of these: the chosen one, also while the list does not have it yet. */
export function missingName(
  named: string | undefined,
  picked: string | null,
  usual: string | undefined,
): string | null {
  return picked === usual || picked === named ? null : picked;
}

/** A link names its campaign wherever another one would be shown without. */
export function useCampaignInAddress({ campaigns }: CampaignState): void {
  const { path, query } = route.value;
  const named = query['campaign'];
  const usual = pickCampaign(campaigns, null, today.value)?.id;
  useEffect(() => {
    if (campaigns.length < 2) return;
    if (campaigns.some(({ id }) => id === named)) chosen.value = named ?? null;
    else {
      const name = missingName(named, chosen.value, usual);
      if (name !== null) navigate(withCampaign(`${path}${location.search}`, name), { replace: true });
    }
  }, [path, query, usual]);
}

export interface CampaignState {
  readonly campaign: Campaign | null;
  readonly campaigns: readonly Campaign[];
  readonly loaded: Loaded<{ readonly campaigns: readonly Campaign[] }>;
}

export function useCampaign(): CampaignState {
  const loaded = useGet<{ readonly campaigns: readonly Campaign[] }>('/api/campaigns');
  const campaigns = loaded.data?.campaigns ?? [];
  return {
    campaign: pickCampaign(campaigns, route.value.query['campaign'] ?? chosen.value, today.value),
    campaigns,
    loaded,
  };
}

/** The campaign's teams in the order in which they were made: their ids tell. */
export function useTeams(campaign: string): Loaded<{ readonly teams: readonly Team[] }> {
  const loaded = useGet<{ readonly teams: readonly Team[] }>(`/api/campaigns/${campaign}/teams`);
  const teams = [...(loaded.data?.teams ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...loaded, data: loaded.data === null ? null : { teams } };
}
