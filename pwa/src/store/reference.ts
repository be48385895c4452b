import type { Area, Building, Campaign, Member, Notice, Reference, Team } from './types';

type Item = Readonly<Record<string, unknown>>;

/** The items of the reference slices, by kind and id. A kind this app does not know is left for a newer one. */
export function readReference(items: readonly Item[]): Reference {
  const of = <T>(kind: string): ReadonlyMap<string, T> => {
    const found = items.filter((item) => item['kind'] === kind);
    return new Map(found.map((item) => [String(item['id']), item as unknown as T]));
  };
  return {
    campaigns: of<Campaign>('campaign'),
    teams: of<Team>('team'),
    buildings: of<Building>('building'),
    areas: of<Area>('area'),
    members: of<Member>('member'),
  };
}

/** What the server had to tell this person, newest first. */
export function readNotices(items: readonly Item[]): readonly Notice[] {
  const notices = items.filter((item) => item['kind'] === 'notice') as unknown as Notice[];
  return notices.sort((a, b) => b.at - a.at);
}
