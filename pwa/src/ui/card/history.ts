/** What earlier knocks at a door tell before the next one. */

import type { Calendar, PartOfDay } from './calendar';
import { partOfDay } from './calendar';
import type { Card, Visit } from './types';

export interface Past {
  /** The newest visit that was not voided, of any campaign. */
  readonly last: Visit | null;
  /** The newest at which somebody was met. */
  readonly lastMet: Visit | null;
  readonly lastDay: number | null;
  /** The part of the day of every fruitless try of this campaign, if they all share one. */
  readonly alwaysIn: PartOfDay | null;
  /** Fruitless tries of this campaign. */
  readonly fruitless: number;
}

export function pastOf(card: Card, calendar: Calendar): Past {
  const kept = card.visits.filter((visit) => visit.voided === null || visit.voided === undefined);
  const last = newest(kept);
  const fruitless = kept.filter(
    (visit) => visit.outcome === 'not_home' && visit.campaign_id === card.assignment.campaign_id,
  );
  const parts = new Set(fruitless.map((visit) => partOfDay(calendar.at(visit.at).minute)));
  const [only] = parts;
  return {
    last,
    lastMet: newest(kept.filter((visit) => visit.outcome === 'met')),
    lastDay: last === null ? null : calendar.at(last.at).day,
    alwaysIn: parts.size === 1 && only !== undefined ? only : null,
    fruitless: fruitless.length,
  };
}

/** Cards list visits newest first, but a phone's own and a late one may stand anywhere. */
function newest(visits: readonly Visit[]): Visit | null {
  return visits.reduce<Visit | null>((best, visit) => (best === null || visit.at > best.at ? visit : best), null);
}
