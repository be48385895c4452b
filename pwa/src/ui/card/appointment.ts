/** Windows agreed for the next knock: a local date and hours in the organization's zone. */

import type { Calendar, Moment } from './calendar';
import { dateOf, dayOf, minuteOf } from './calendar';
import type { Card, Visit } from './types';

export type Appointment = NonNullable<Visit['appointment']>;

export type Phase = 'now' | 'today' | 'ahead' | 'missed';

/** Knocking a little early is knocking on time. */
const EARLY_MINUTES = 15;

type Agreed = Visit & { readonly appointment: Appointment };

/** The window still to be kept at this door; null once somebody knocked in or after it, or met them since. */
export function openAppointment(card: Card, calendar: Calendar): Appointment | null {
  const kept = card.visits.filter((visit) => visit.voided === null || visit.voided === undefined);
  const agreed = kept
    .filter(hasWindow)
    .reduce<Agreed | null>((best, visit) => (best === null || visit.at > best.at ? visit : best), null);
  if (agreed === null || !isWindow(agreed.appointment)) return null;
  const settled = kept.some((visit) => visit.at > agreed.at && settles(visit, agreed.appointment, calendar));
  return settled ? null : agreed.appointment;
}

function hasWindow(visit: Visit): visit is Agreed {
  return visit.appointment !== null && visit.appointment !== undefined;
}

function settles(visit: Visit, window: Appointment, calendar: Calendar): boolean {
  if (visit.outcome === 'met' || visit.outcome === 'refused') return true;
  const phase = phaseOf(window, calendar.at(visit.at));
  return phase === 'now' || phase === 'missed';
}

export function phaseOf(window: Appointment, now: Moment): Phase {
  const day = dayOf(window.on);
  const from = minuteOf(window.from ?? '') ?? 0;
  const to = minuteOf(window.to ?? '') ?? 24 * 60;
  if (day === null || day < now.day) return 'missed';
  if (day > now.day) return 'ahead';
  if (now.minute > to) return 'missed';
  return now.minute >= from - EARLY_MINUTES ? 'now' : 'today';
}

/** The next seven days a person may agree to, today only while some of it is left. */
export function agreeableDays(now: Moment): readonly string[] {
  const first = now.minute < 20 * 60 ? now.day : now.day + 1;
  return Array.from({ length: 7 }, (_, ahead) => dateOf(first + ahead));
}

const HOURS: readonly (readonly [string, string])[] = [
  ['09:00', '11:00'],
  ['11:00', '13:00'],
  ['14:00', '16:00'],
  ['16:00', '18:00'],
  ['18:00', '20:00'],
  ['19:00', '21:00'],
];

/** The usual hours of a day, of today only those not over yet. */
export function agreeableHours(on: string, now: Moment): readonly (readonly [string, string])[] {
  if (on !== dateOf(now.day)) return HOURS;
  return HOURS.filter(([, to]) => (minuteOf(to) ?? 0) > now.minute + 30);
}

/** A date there is, and hours (if any) that do not end before they begin. */
export function isWindow(window: Appointment): boolean {
  if (dayOf(window.on) === null) return false;
  return (minuteOf(window.from ?? '') ?? 0) < (minuteOf(window.to ?? '') ?? 24 * 60);
}
