/** Which doors a number on a leader's phone counts: the filter of its address, answered from this phone's cards as the desk's list is from the server. */
import type { Door } from '../../store';
import { dayOf } from '../card/calendar';
import { appointmentOf, isUntouched, isWaiting, knocksOf, type DayFrame } from '../day/local';
import { writeFilter, type DoorFilter } from '../desk/filters';
import { isVisited } from './local';

export const listPath = (filter: DoorFilter): string => `/team/list?${writeFilter(filter)}`;

/** What was done at doors in the past is asked of them. */
export const asksWhoWasThere = ({ tried_by, tried_on, tried_person, outcome }: DoorFilter): boolean =>
  [tried_by, tried_on, tried_person, outcome].some((each) => each !== undefined);

/** Whether one of the team's doors is among them. */
export function isListed(door: Door, filter: DoorFilter, frame: Omit<DayFrame, 'day'>): boolean {
  const { household, assignment } = door.card;
  if (filter.building_id !== undefined && household.building_id !== filter.building_id) return false;
  if (filter.person_id !== undefined && assignment.person_id !== filter.person_id) return false;
  if (filter.unheld === true && assignment.person_id !== null) return false;
  if (filter.state !== undefined && door.state !== filter.state) return false;
  if (filter.added === true && household.added_in !== assignment.campaign_id) return false;
  if (filter.visited === true && !isVisited(door)) return false;
  if (filter.unvisited === true && isVisited(door)) return false;
  if (filter.quiet_days !== undefined && !isUntouched(door, frame)) return false;
  if (filter.waiting === true && !isWaiting(door)) return false;
  return isAgreed(door, filter, frame) && wasTried(door, filter, frame);
}

function isAgreed(door: Door, { agreed_on, agreed_with }: DoorFilter, frame: Omit<DayFrame, 'day'>): boolean {
  const day = dayOf(agreed_on ?? '');
  if (day === null) return true;
  const agreed = appointmentOf(door, { ...frame, day });
  return agreed !== null && (agreed_with ?? agreed.person.id) === agreed.person.id;
}

function wasTried(door: Door, filter: DoorFilter, frame: Omit<DayFrame, 'day'>): boolean {
  if (!asksWhoWasThere(filter)) return true;
  const { tried_on, tried_person: person, outcome } = filter;
  return knocksOf(door, { ...frame, day: dayOf(tried_on ?? ''), person, outcome }).length > 0;
}
