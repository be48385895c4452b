/** The doors that a number of a team's day counts, as the filter of an address: the same at the desk and on a leader's phone. */
import type { DoorFilter } from '../desk/filters';
import type { DayFigure } from './MemberLine';
import type { TeamDay } from './wire';

/** Doors where the team, or one of it, was on that day; those it still has to go to, or where it is expected. */
export function countedIn({ team, on }: Pick<TeamDay, 'team' | 'on'>, what: DayFigure, person?: string): DoorFilter {
  if (what === 'left') return { team_id: team.id, unvisited: true };
  if (what === 'agreed')
    return { team_id: team.id, agreed_on: on, ...(person !== undefined && { agreed_with: person }) };
  const whose: DoorFilter = { tried_by: team.id, tried_on: on, ...(person !== undefined && { tried_person: person }) };
  return what === 'met' ? { ...whose, outcome: 'met' } : whose;
}
