/** How the screens say days, hours, addresses and what happened at a door. Every text comes from the tables. */
import { currentLanguage, t, tCode, tMaybe } from '../../messages';
import { reference } from '../../store';
import type { Appointment } from './appointment';
import { dateOf, dayOf, type Calendar, type Moment } from './calendar';
import type { Past } from './history';
import type { Door, Household, Outcome, State } from './types';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${currentLanguage()} ${name}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(currentLanguage(), { timeZone: 'UTC', ...options });
  formats.set(key, made);
  return made;
}

function midnight(day: number): Date {
  return new Date(`${dateOf(day)}T00:00:00Z`);
}

/** "今天", "昨天", "9月14日", with the year where it is another one. */
export function dayWords(day: number, now: Moment): string {
  switch (day - now.day) {
    case 0:
      return t('door.day.today');
    case -1:
      return t('door.day.yesterday');
    case 1:
      return t('door.day.tomorrow');
    default:
      return dateWords(day, now);
  }
}

export function dateWords(day: number, now: Moment): string {
  const date = midnight(day);
  const sameYear = date.getUTCFullYear() === midnight(now.day).getUTCFullYear();
  return sameYear
    ? format('date', { month: 'short', day: 'numeric' }).format(date)
    : format('year', { year: 'numeric', month: 'short', day: 'numeric' }).format(date);
}

export function weekdayWords(day: number): string {
  return format('weekday', { weekday: 'short' }).format(midnight(day));
}

export function agoWords(days: number): string {
  if (days === 0) return t('door.day.today');
  return days === 1 ? t('door.day.yesterday') : t('door.days_ago', { n: days });
}

export function clockWords(moment: Moment): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${two(Math.floor(moment.minute / 60))}:${two(moment.minute % 60)}`;
}

/** "今天 18:42" of an instant. */
export function momentWords(ms: number, calendar: Calendar, now: Moment): string {
  const moment = calendar.at(ms);
  return `${dayWords(moment.day, now)} ${clockWords(moment)}`;
}

export function hoursWords(window: Pick<Appointment, 'from' | 'to'>): string {
  const from = window.from ?? '';
  const to = window.to ?? '';
  if (from !== '' && to !== '') return `${from}–${to}`;
  if (from !== '') return t('door.from_hour', { hour: from });
  return to === '' ? '' : t('door.to_hour', { hour: to });
}

export function windowWords(window: Appointment, now: Moment): string {
  const day = dayOf(window.on);
  return `${day === null ? window.on : dayWords(day, now)} ${hoursWords(window)}`.trim();
}

/** The number on the door; a door without one goes by its name. */
export function doorNumber(household: Household): string {
  return household.door ?? household.name ?? t('door.no_number');
}

export function buildingName(id: string): string {
  return reference.value.buildings.get(id)?.name ?? '';
}

/** "9号楼 2单元": where the door is, without its number. */
export function placeWords(household: Household): string {
  return [buildingName(household.building_id), household.entrance ?? ''].filter((part) => part !== '').join(' ');
}

export function floorWords(floor: number | null): string {
  if (floor === null) return t('door.floor.unknown');
  return floor < 0 ? t('door.floor.basement', { floor: -floor }) : t('door.floor.of', { floor });
}

/** Where nobody was met, how often somebody knocked says more than the state's word. */
export function showsTries(state: State): boolean {
  return state === 'not_home' || state === 'given_up';
}

export function stateWords(state: State, tries: number): string {
  const word = tCode(`core.state.${state}`, state);
  return tries > 1 && showsTries(state) ? t('door.state.tries', { state: word, n: tries }) : word;
}

/** What a screen reader says for a cell of the grid: "3楼，302，不在家 2 次". */
export function doorLabel(door: Door, isNext: boolean): string {
  const { household } = door.card;
  const parts = [floorWords(household.floor), doorNumber(household), stateWords(door.state, door.tries)];
  if (isNext) parts.push(t('door.next_door'));
  if (household.closed != null) parts.push(t('door.close.proposed'));
  if (door.pending > 0) parts.push(t('door.on_phone'));
  return parts.join(t('door.comma'));
}

export function outcomeWords(outcome: Outcome): string {
  return tCode(`door.outcome.${outcome}`, outcome);
}

/** "不在家 2 次 · 都在下午" */
export function triesWords(past: Past): string | null {
  if (past.fruitless === 0) return null;
  const tries = t('door.tries', { n: past.fruitless });
  if (past.alwaysIn === null) return tries;
  return `${tries} · ${t(past.fruitless === 1 ? `door.once_in.${past.alwaysIn}` : `door.always_in.${past.alwaysIn}`)}`;
}

/** Needs are the roll's own words; the usual ones are known in every language. */
export function needWords(need: string): string {
  return tMaybe(`door.need.${need}`) ?? need;
}

export function categoryWords(code: string, campaignId: string): string {
  const category = reference.value.campaigns.get(campaignId)?.categories.find((each) => each.code === code);
  return category?.names[currentLanguage()] ?? code;
}

/** The name of a person of the team, or a word for somebody else. */
export function personWords(id: string): string {
  return reference.value.members.get(id)?.name ?? t('door.somebody');
}
