/** Shares and meters of a coverage count. No share can pass its base, and none is shown without it. */
import type { Campaign, Counts, State } from './wire';

export interface Share {
  readonly part: number;
  readonly of: number;
}

export const STATES: readonly State[] = [
  'met',
  'call_back',
  'refused',
  'not_home',
  'inaccessible',
  'given_up',
  'vacant',
  'do_not_contact',
  'never_tried',
];

export const NO_COUNTS: Counts = {
  known: 0, base: 0, visited: 0, base_visited: 0, met: 0, base_met: 0, tried: 0, not_home: 0, refused: 0, call_back: 0,
  inaccessible: 0, do_not_contact: 0, vacant: 0, given_up: 0, never_tried: 0, added_on_the_way: 0,
}; // prettier-ignore

export const visitedOfKnown = (counts: Counts): Share => ({ part: counts.visited, of: counts.known });
export const visitedOfBase = (counts: Counts): Share => ({ part: counts.base_visited, of: counts.base });
export const metOfBase = (counts: Counts): Share => ({ part: counts.base_met, of: counts.base });
/** How far the round's goal is: of all known doors where having been there counts, of those that may be visited where meeting somebody does. */
export const ofGoal = (counts: Counts, goal: Campaign['goal']): Share =>
  goal === 'met' ? metOfBase(counts) : visitedOfKnown(counts);
export const left = (counts: Counts): number => Math.max(0, counts.known - counts.visited);

/** Somebody opened and spoke, of the doors visited. */
export const contactOfVisited = (counts: Counts): Share => ({
  part: Math.min(counts.visited, counts.met + counts.refused + counts.call_back),
  of: counts.visited,
});

/** Tenths of a percent, rounded so that 1000 means all and 0 means none; null where there is nothing to divide by. */
export function permille({ part, of }: Share): number | null {
  if (of <= 0) return null;
  if (part <= 0) return 0;
  if (part >= of) return 1000;
  return Math.min(999, Math.max(1, Math.round((part * 1000) / of)));
}

export type Band = 'met' | 'answered' | 'missed' | 'closed' | 'never';

/** Which part of the meter a state is drawn in: five bands an eye can tell apart. */
export const BAND: Readonly<Record<State, Band>> = {
  met: 'met',
  call_back: 'answered',
  refused: 'answered',
  not_home: 'missed',
  inaccessible: 'missed',
  given_up: 'missed',
  vacant: 'closed',
  do_not_contact: 'closed',
  never_tried: 'never',
};

export const BANDS: readonly Band[] = ['met', 'answered', 'missed', 'closed', 'never'];

export interface Segment {
  readonly band: Band;
  readonly count: number;
  /** Where it starts and how wide it is, in per mille of the whole; the widths add up to 1000. */
  readonly start: number;
  readonly width: number;
}

/** The meter of a count: its states in bands, empty ones left out. */
export function segments(counts: Counts): readonly Segment[] {
  const sums = BANDS.map((band) => ({ band, count: sumOf(counts, band) })).filter(({ count }) => count > 0);
  const total = sums.reduce((sum, { count }) => sum + count, 0);
  let before = 0;
  return sums.map(({ band, count }) => {
    const start = Math.round((before * 1000) / total);
    before += count;
    return { band, count, start, width: Math.round((before * 1000) / total) - start };
  });
}

function sumOf(counts: Counts, band: Band): number {
  return STATES.filter((state) => BAND[state] === band).reduce((sum, state) => sum + counts[state], 0);
}

/** Teams that need a look come first: the lowest share visited, of equals the one with more doors left. */
export function byNeed<Row extends Counts>(rows: readonly Row[]): readonly Row[] {
  return [...rows].sort(
    (a, b) => (permille(visitedOfKnown(a)) ?? 1001) - (permille(visitedOfKnown(b)) ?? 1001) || left(b) - left(a),
  );
}
