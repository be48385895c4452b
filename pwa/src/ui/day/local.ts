/** A leader's day as far as this phone can tell from its cards: for when there is no network. It knows no other phone, and asks nothing. */
import type { Door, Named, Reference } from '../../store';
import { compareText, natural } from '../card/address';
import { openAppointment } from '../card/appointment';
import { dateOf, dayOf, type Calendar } from '../card/calendar';
import type { DayAppointment, DayPhones, MemberDay, TeamDay } from './wire';

const WEEK_DAYS = 7;
const WEEK_MS = WEEK_DAYS * 86_400_000;
const TO_REACH: readonly Door['state'][] = ['never_tried', 'not_home', 'call_back', 'inaccessible'];
const UNKNOWN: DayPhones = { of: 0, silent: 0, last_seen_at: null, unsent: null, unsent_at: null };

export interface DayFrame {
  readonly team: Named;
  readonly campaign_id: string;
  readonly reference: Reference;
  readonly calendar: Calendar;
  /** ms UTC. */
  readonly now: number;
  /** The local day looked at, as days since 1970-01-01. */
  readonly day: number;
}

export function localDay(doors: readonly Door[], frame: DayFrame): TeamDay {
  const knocks = doors.flatMap((door) => knocksOf(door, frame));
  const appointments = doors.flatMap((door) => appointmentOf(door, frame) ?? []).sort(byHour);
  const people = new Map<string, Named>([...frame.reference.members.values()].map((each) => [each.id, each]));
  for (const { by } of knocks) if (!people.has(by.id)) people.set(by.id, by);
  const members = [...people.values()].map((person) => memberOf(person, doors, knocks, appointments, frame));
  const unheld = doors.filter(({ card }) => card.assignment.person_id === null);
  return {
    team: frame.team,
    on: dateOf(frame.day),
    as_of: frame.now,
    tried: new Set(knocks.map(({ door }) => door)).size,
    met: metOf(knocks),
    known: doors.length,
    left: doors.filter((door) => !wasVisited(door, frame.campaign_id)).length,
    unheld: unheld.length,
    unheld_left: unheld.filter((door) => !wasVisited(door, frame.campaign_id)).length,
    untouched: doors.filter((door) => isUntouched(door, frame)).length,
    members: members.sort(
      (a, b) => Number(a.role === null) - Number(b.role === null) || compareText(a.person.name, b.person.name),
    ),
    appointments,
  };
}

/** Still to be reached. */
export const isWaiting = ({ state }: Door): boolean => TO_REACH.includes(state);

/** Still to be reached, and nobody has been there for a week. In a campaign's first week there is none. */
export function isUntouched(
  door: Door,
  { campaign_id, reference, calendar, now }: Omit<DayFrame, 'team' | 'day'>,
): boolean {
  const starts = dayOf(reference.campaigns.get(campaign_id)?.starts_on ?? '') ?? 0;
  if (calendar.at(now).day - starts < WEEK_DAYS || !isWaiting(door)) return false;
  return !door.card.visits.some((visit) => visit.voided === null && now - visit.at <= WEEK_MS);
}

/** What was done at doors: for a team in a campaign, and where that is asked, on a local day, by somebody, with an outcome. */
export interface Asked extends Pick<DayFrame, 'team' | 'campaign_id' | 'calendar'> {
  /** Null: whenever it counts. A day tells all that was done in it. */
  readonly day: number | null;
  readonly person?: string | undefined;
  readonly outcome?: string | undefined;
}

export interface Knock {
  readonly door: string;
  readonly by: Named;
  readonly met: boolean;
  readonly at: number;
}

export function knocksOf({ id, card }: Door, asked: Asked): readonly Knock[] {
  const { team, campaign_id, calendar, day, person, outcome } = asked;
  return card.visits
    .filter((each) => each.voided === null && each.campaign_id === campaign_id && each.team_id === team.id)
    .filter((each) => (day === null ? each.counted : calendar.at(each.at).day === day))
    .filter((each) => (person ?? each.by) === each.by && (outcome ?? each.outcome) === each.outcome)
    .map((each) => ({
      door: id,
      by: { id: each.by, name: each.by_name },
      met: each.outcome === 'met',
      at: each.at,
    }));
}

/** What is agreed for the day and still to be kept. */
export function appointmentOf(door: Door, { calendar, day, reference }: DayFrame): DayAppointment | null {
  const window = openAppointment(door.card, calendar);
  if (window === null || dayOf(window.on) !== day) return null;
  const { household, assignment, visits } = door.card;
  const agreed = visits.find((visit) => visit.voided === null && visit.appointment !== null);
  const holder = assignment.person_id === null ? undefined : reference.members.get(assignment.person_id);
  return {
    household_id: door.id,
    building: reference.buildings.get(household.building_id)?.name ?? '',
    entrance: household.entrance,
    floor: household.floor,
    door: household.door,
    person: holder ?? { id: agreed?.by ?? '', name: agreed?.by_name ?? '' },
    from: window.from ?? null,
    to: window.to ?? null,
  };
}

const byHour = (a: DayAppointment, b: DayAppointment): number =>
  compareText(a.from ?? '', b.from ?? '') ||
  compareText(natural(`${a.building} ${a.door ?? ''}`), natural(`${b.building} ${b.door ?? ''}`));

function memberOf(
  person: Named,
  doors: readonly Door[],
  knocks: readonly Knock[],
  appointments: readonly DayAppointment[],
  frame: DayFrame,
): MemberDay {
  const own = knocks.filter(({ by }) => by.id === person.id);
  const held = doors.filter(({ card }) => card.assignment.person_id === person.id);
  const role = frame.reference.members.get(person.id)?.role;
  return {
    person: { id: person.id, name: person.name },
    role: role === undefined ? null : role === 'leader' ? 'leader' : 'member',
    held: held.length,
    left: held.filter((door) => !wasVisited(door, frame.campaign_id)).length,
    tried: new Set(own.map(({ door }) => door)).size,
    met: metOf(own),
    visits: own.length,
    last_visit_at: own.length === 0 ? null : Math.max(...own.map(({ at }) => at)),
    phones: UNKNOWN,
    appointments: appointments.filter(({ person: { id } }) => id === person.id).length,
    questions: [],
  };
}

const metOf = (knocks: readonly Knock[]): number =>
  new Set(knocks.filter(({ met }) => met).map(({ door }) => door)).size;

function wasVisited({ card }: Door, campaign: string): boolean {
  return card.visits.some(
    (visit) =>
      visit.voided === null && visit.counted && visit.outcome !== 'inaccessible' && visit.campaign_id === campaign,
  );
}
