/** Local days and minutes in the organization's time zone, as integers that are cheap to compare ten thousand times. */

const HOUR_MS = 3_600_000;
const DAY_MINUTES = 1_440;

export interface Moment {
  /** Days since 1970-01-01 of the local date. */
  readonly day: number;
  /** Minutes since local midnight. */
  readonly minute: number;
}

export interface Calendar {
  readonly zone: string;
  at(ms: number): Moment;
}

/** A calendar of one zone. It asks Intl once for each hour that occurs, since offsets only change on the hour. */
export function calendarOf(zone: string): Calendar {
  const offsets = new Map<number, number>();
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const offsetMinutes = (hour: number): number => {
    const known = offsets.get(hour);
    if (known !== undefined) return known;
    const parts = new Map(format.formatToParts(hour * HOUR_MS).map((part) => [part.type, Number(part.value)]));
    const number = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const local = Date.UTC(number('year'), number('month') - 1, number('day'), number('hour'), number('minute'));
    const offset = Math.round((local - hour * HOUR_MS) / 60_000);
    offsets.set(hour, offset);
    return offset;
  };
  return {
    zone,
    at(ms) {
      const minutes = Math.floor(ms / 60_000) + offsetMinutes(Math.floor(ms / HOUR_MS));
      const day = Math.floor(minutes / DAY_MINUTES);
      return { day, minute: minutes - day * DAY_MINUTES };
    },
  };
}

/** "2026-10-12" as days since 1970-01-01; null when it is no date. */
export function dayOf(on: string): number | null {
  const ms = /^\d{4}-\d\d-\d\d$/.test(on) ? Date.parse(`${on}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(ms) ? null : ms / (DAY_MINUTES * 60_000);
}

export function dateOf(day: number): string {
  return new Date(day * DAY_MINUTES * 60_000).toISOString().slice(0, 10);
}

/** "19:30" as minutes since midnight; null when it is no time of day. */
export function minuteOf(time: string): number | null {
  const match = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(time);
  return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
}

export type PartOfDay = 'morning' | 'afternoon' | 'evening';

export function partOfDay(minute: number): PartOfDay {
  if (minute < 12 * 60) return 'morning';
  return minute < 18 * 60 ? 'afternoon' : 'evening';
}
