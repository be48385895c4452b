/** The curve of days and the map of hours: where to draw what. Pure. */

export interface Day {
  readonly on: string;
  readonly visits: number;
  readonly met: number;
  readonly reached: number;
}

export interface Hour {
  readonly hour: number;
  readonly visits: number;
  readonly met: number;
}

const DAY_MS = 86_400_000;
const dayOf = (on: string): number => Date.parse(`${on}T00:00:00Z`) / DAY_MS;
const nameOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

export interface Point extends Day {
  /** Doors reached up to this day's end. */
  readonly sum: number;
}

/** Every day from the first to the last, those on which nobody went too. */
export function daysBetween(days: readonly Day[]): readonly Point[] {
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) return [];
  const known = new Map(days.map((day) => [day.on, day]));
  const points: Point[] = [];
  let sum = 0;
  for (let day = dayOf(first.on); day <= dayOf(last.on); day += 1) {
    const on = nameOf(day);
    const told = known.get(on) ?? { on, visits: 0, met: 0, reached: 0 };
    sum += told.reached;
    points.push({ ...told, sum });
  }
  return points;
}

export interface Bar {
  readonly on: string;
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly met_height: number;
}

export interface Curve {
  readonly bars: readonly Bar[];
  /** Of the doors reached, as an SVG path. */
  readonly line: string;
  /** The greatest number of visits a day. */
  readonly most: number;
}

/** Bars of visits a day and a line of doors reached, in a field of so many units; the line's top is all known doors. */
export function curveOf(points: readonly Point[], known: number, width: number, height: number): Curve {
  const most = Math.max(1, ...points.map(({ visits }) => visits));
  const top = Math.max(1, known, points.at(-1)?.sum ?? 0);
  const step = width / Math.max(1, points.length);
  const bars = points.map(({ on, visits, met }, k) => ({
    on,
    x: round(k * step + step * 0.15),
    width: round(step * 0.7),
    height: round((visits / most) * height),
    met_height: round((met / most) * height),
  }));
  const ends = points.map(({ sum }, k) => `${round((k + 0.5) * step)} ${round(height - (sum / top) * height)}`);
  return { bars, line: ends.length === 0 ? '' : `M${ends.join('L')}`, most };
}

const round = (value: number): number => Math.round(value * 10) / 10;

export interface HourMap {
  /** Hours of the day that anybody went at, without gaps. */
  readonly hours: readonly number[];
  /** By weekday (Monday first), then in the order of `hours`. */
  readonly cells: readonly (readonly Hour[])[];
  readonly most: number;
}

export function hourMap(hours: readonly Hour[]): HourMap {
  const times = hours.map(({ hour }) => hour % 24);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const shown = hours.length === 0 ? [] : Array.from({ length: last - first + 1 }, (_, k) => first + k);
  const known = new Map(hours.map((each) => [each.hour, each]));
  const cells = Array.from({ length: 7 }, (_, weekday) =>
    shown.map((at) => known.get(weekday * 24 + at) ?? { hour: weekday * 24 + at, visits: 0, met: 0 }),
  );
  return { hours: shown, cells, most: Math.max(0, ...hours.map(({ visits }) => visits)) };
}

/** How likely somebody was at home, in four steps; null where too few went to say. */
export function warmth({ visits, met }: Pick<Hour, 'visits' | 'met'>): 1 | 2 | 3 | 4 | null {
  if (visits < 3) return null;
  const share = met / visits;
  return share < 0.25 ? 1 : share < 0.5 ? 2 : share < 0.75 ? 3 : 4;
}
