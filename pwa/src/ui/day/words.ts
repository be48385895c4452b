/** How the day's board says hours, phones and questions. */
import { t, tCode } from '../../messages';
import { sayAgo, sayClock } from '../board/words';
import { localTime } from '../board/freshness';
import { zone } from '../board/words';
import { hoursWords } from '../card/words';
import type { DayAppointment, DayPhones, Question, TeamDay } from './wire';

export function sayQuestion({ code, doors, from_at, to_at, of }: Question): string {
  const [from, to] = [localTime(from_at, zone()).time, localTime(to_at, zone()).time];
  return tCode(`people.ask.${code}`, code, { n: doors, from, to, of: of ?? 0 });
}

export function sayHeard(phones: DayPhones, now: number): string {
  return t('people.day.heard', { when: sayAgo(phones.last_seen_at, now) });
}

/** Null where no phone ever said what it had unsent. */
export function sayUnsentOf(phones: DayPhones, now: number): string | null {
  if (phones.unsent === null) return null;
  if (phones.unsent === 0 || phones.unsent_at === null) return t('people.day.unsent', { n: phones.unsent });
  return t('people.day.unsent.at', { n: phones.unsent, time: sayClock(phones.unsent_at, now) });
}

export const sayHours = ({ from, to }: DayAppointment): string => hoursWords({ from, to });

/** How many doors nobody holds, and how many of these are not visited: of all or none of them without saying the number twice. */
export function sayUnheld({ unheld, unheld_left }: Pick<TeamDay, 'unheld' | 'unheld_left'>): string {
  if (unheld_left === 0) return t('people.day.unheld.none', { n: unheld });
  if (unheld_left === unheld) return t('people.day.unheld.all', { n: unheld });
  return t('people.day.unheld', { n: unheld, left: unheld_left });
}
