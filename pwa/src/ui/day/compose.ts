/** What a leader writes to the team or to one of it, ready to be changed. */
import { t } from '../../messages';
import { sayDate } from '../board/words';
import { groupDoors, sayPlace, type Place } from './message';
import type { TeamDay } from './wire';
import { sayHours } from './words';

const INDENT = '  ';
const MOST_DOORS = 60;

/** Doors somebody (null: nobody) still has to go to; null where this screen does not know which they are. */
export type DoorsLeft = (person: string | null) => readonly Place[] | null;

export function composeTeam(day: TeamDay, doorsLeft: DoorsLeft): string {
  const { tried, met, left, team, on } = day;
  const lines = [
    t('people.message.head', { team: team.name, date: sayDate(on) }),
    t('people.message.sum', { tried, met, left }),
  ];
  if (day.appointments.length > 0) {
    const told = day.appointments.map((each) =>
      t('people.message.agreed.line', { hours: sayHours(each), place: sayPlace(each), name: each.person.name }),
    );
    lines.push('', t('people.message.agreed'), ...told.map((line) => INDENT + line));
  }
  const busy = day.members.filter((member) => member.left > 0);
  if (busy.length > 0 || day.unheld_left > 0) lines.push('', t('people.message.left'));
  for (const { person, left: n } of busy) {
    lines.push(INDENT + t('people.message.left.line', { name: person.name, n }), ...listed(doorsLeft(person.id)));
  }
  if (day.unheld_left > 0) {
    lines.push(INDENT + t('people.message.unheld', { n: day.unheld_left }), ...listed(doorsLeft(null)));
  }
  if (left === 0) lines.push('', t('people.message.none_left'));
  return lines.join('\n');
}

export function composeFor(person: string, day: TeamDay, doorsLeft: DoorsLeft): string {
  const member = day.members.find((each) => each.person.id === person);
  const name = member?.person.name ?? '';
  const lines = [t('people.message.head', { team: day.team.name, date: sayDate(day.on) })];
  const own = day.appointments.filter((each) => each.person.id === person);
  if (own.length > 0) {
    const told = own.map((each) => t('people.message.agreed.own', { hours: sayHours(each), place: sayPlace(each) }));
    lines.push('', t('people.message.agreed'), ...told.map((line) => INDENT + line));
  }
  const n = member?.left ?? 0;
  if (n === 0) lines.push('', t('people.message.none_left'));
  else lines.push('', t('people.message.left.own', { name, n }), ...listed(doorsLeft(person)));
  return lines.join('\n');
}

/** Long lists stay out: a message is read on a phone. */
function listed(places: readonly Place[] | null): readonly string[] {
  if (places === null || places.length === 0 || places.length > MOST_DOORS) return [];
  return groupDoors(places).map(
    ({ building, entrance, doors }) =>
      INDENT +
      INDENT +
      t('people.message.doors', {
        place: sayPlace({ building, entrance, floor: null, door: null }),
        doors: doors.join(t('desk.list')),
      }),
  );
}
