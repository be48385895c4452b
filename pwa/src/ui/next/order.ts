/** Who next: which door to knock at, and why this one. */

import { openAppointment, phaseOf } from '../card/appointment';
import type { Appointment } from '../card/appointment';
import { compareText, distance } from '../card/address';
import type { Calendar, Moment } from '../card/calendar';
import { partOfDay } from '../card/calendar';
import { pastOf } from '../card/history';
import type { Past } from '../card/history';
import type { Door, ServiceRequest } from '../card/types';

export type Reason =
  | { readonly type: 'appointment_now'; readonly window: Appointment }
  | { readonly type: 'answer'; readonly request: ServiceRequest }
  | { readonly type: 'to_try' }
  | { readonly type: 'tried_today' }
  | { readonly type: 'appointment_later'; readonly window: Appointment };

export interface Turn {
  readonly door: Door;
  readonly reason: Reason;
  readonly past: Past;
  /** Days since anybody was here, of any campaign; null if nobody ever was. */
  readonly days: number | null;
}

interface Facts {
  readonly past: Past;
  readonly window: Appointment | null;
  readonly answered: ServiceRequest | null;
}

const remembered = new WeakMap<Door, Facts>();

function factsOf(door: Door, calendar: Calendar): Facts {
  const known = remembered.get(door);
  if (known !== undefined) return known;
  const facts = {
    past: pastOf(door.card, calendar),
    window: openAppointment(door.card, calendar),
    answered: door.card.requests.find((request) => request.state === 'answered') ?? null,
  };
  remembered.set(door, facts);
  return facts;
}

/** States in which another knock can still change something. */
export function isLeft(door: Door): boolean {
  if (isClosed(door)) return false;
  return (
    door.state === 'never_tried' ||
    door.state === 'not_home' ||
    door.state === 'call_back' ||
    door.state === 'inaccessible'
  );
}

/** Confirmed as no dwelling: such a door is no longer counted. */
export function isClosed(door: Door): boolean {
  return door.card.household.closed?.confirmed === true;
}

export function turnOf(door: Door, calendar: Calendar, now: Moment): Turn | null {
  const { past, window, answered } = factsOf(door, calendar);
  const reason = reasonFor(door, window, answered, past, now);
  return reason === null
    ? null
    : { door, reason, past, days: past.lastDay === null ? null : Math.max(0, now.day - past.lastDay) };
}

function reasonFor(
  door: Door,
  window: Appointment | null,
  answered: ServiceRequest | null,
  past: Past,
  now: Moment,
): Reason | null {
  if (door.state === 'do_not_contact' || isClosed(door)) return null;
  const phase = window === null ? null : phaseOf(window, now);
  if (window !== null && phase === 'now') return { type: 'appointment_now', window };
  if (window !== null && (phase === 'today' || phase === 'ahead')) return { type: 'appointment_later', window };
  const today = past.lastDay === now.day;
  if (answered === null && !isLeft(door)) return null;
  if (today) return { type: 'tried_today' };
  return answered === null ? { type: 'to_try' } : { type: 'answer', request: answered };
}

const CLASS: Readonly<Record<Reason['type'], number>> = {
  appointment_now: 0,
  answer: 1,
  to_try: 2,
  tried_today: 3,
  appointment_later: 4,
};

/** Longest unvisited first, but by the month and the week: within one of these the walk decides. */
function stale(days: number | null): number {
  if (days === null || days >= 30) return 0;
  return days >= 7 ? 1 : 2;
}

/** A door whose every try was at this time of day is better tried at another. */
function unlucky(past: Past, now: Moment): number {
  return past.alwaysIn !== null && past.alwaysIn === partOfDay(now.minute) ? 1 : 0;
}

interface Ranked {
  readonly turn: Turn;
  readonly weight: number;
  readonly place: number;
}

/**
 * The first `limit` turns in the order in which to take them. `walked` is in walking order, which breaks every tie:
 * from the door worked on last (`from`) onwards, its own entrance and building first. One pass, whatever the number of doors.
 */
export function whoNext(
  walked: readonly Door[],
  calendar: Calendar,
  now: Moment,
  from: Door | null,
  limit = 30,
): readonly Turn[] {
  const start =
    from === null
      ? 0
      : Math.max(
          0,
          walked.findIndex(({ id }) => id === from.id),
        );
  const best: Ranked[] = [];
  for (const [index, door] of walked.entries()) {
    const turn = turnOf(door, calendar, now);
    if (turn === null) continue;
    const place = (index - start + walked.length) % walked.length;
    insert(best, { turn, weight: weigh(turn, now, from), place }, limit);
  }
  return best.map(({ turn }) => turn);
}

function insert(best: Ranked[], ranked: Ranked, limit: number): void {
  const last = best[best.length - 1];
  if (best.length >= limit && last !== undefined && compare(ranked, last) > 0) return;
  const at = best.findIndex((other) => compare(ranked, other) < 0);
  best.splice(at < 0 ? best.length : at, 0, ranked);
  if (best.length > limit) best.pop();
}

function compare(a: Ranked, b: Ranked): number {
  return a.weight - b.weight || byWindow(a.turn, b.turn) || a.place - b.place;
}

function weigh(turn: Turn, now: Moment, from: Door | null): number {
  const near = from === null ? 0 : distance(turn.door.card.household, from.card.household);
  const due = turn.reason.type === 'to_try' ? stale(turn.days) * 2 + unlucky(turn.past, now) : 0;
  return CLASS[turn.reason.type] * 100 + due * 10 + near;
}

function byWindow(a: Turn, b: Turn): number {
  if (!('window' in a.reason) || !('window' in b.reason)) return 0;
  const begin = ({ on, from }: Appointment): string => `${on} ${from ?? ''}`;
  return compareText(begin(a.reason.window), begin(b.reason.window));
}
