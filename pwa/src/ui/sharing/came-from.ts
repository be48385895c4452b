/** Where the doors of a move were before, in words. */
import { t } from '../../messages';
import type { CameFrom, Named } from '../board/wire';

/** None of them had a team: they were shared out, and moved from nobody. */
export function isFirstShare(from: CameFrom | null): boolean {
  return from !== null && from.teams.length > 0 && from.teams.every(({ team }) => team === null);
}

/** All of them stayed in one team: only who of it has them is another. */
export function staysWithin(from: CameFrom | null, to: readonly Named[]): boolean {
  const before = from?.teams ?? [];
  return before.length === 1 && to.length === 1 && before[0]?.team?.id === to[0]?.id;
}

/** The teams, each with its number where they are several. Empty where it was not kept. */
export function sayTeams(from: CameFrom | null): string {
  const teams = from?.teams ?? [];
  if (teams.length > 3) return t('sharing.teams', { n: teams.length });
  return teams
    .map(({ team, doors }) => {
      const name = team?.name ?? t('desk.no_team');
      return teams.length === 1 ? name : t('desk.move.source', { name, n: doors });
    })
    .join(t('desk.list'));
}

/** The buildings by name, of many the first few and how many there are. */
export function sayBuildings(from: CameFrom | null): string {
  if (from === null) return '';
  const names = from.buildings.map(({ name }) => name).join(t('desk.list'));
  return from.building_count > from.buildings.length
    ? t('sharing.buildings', { names, n: from.building_count })
    : names;
}
