/** How fresh a number is, in words: keys of messages and what fills them. Every instant is ms UTC. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export type When =
  | { readonly kind: 'never' }
  | { readonly kind: 'now' }
  | { readonly kind: 'minutes'; readonly n: number }
  | { readonly kind: 'today'; readonly time: string }
  | { readonly kind: 'yesterday'; readonly time: string }
  | { readonly kind: 'date'; readonly on: string; readonly time: string };

/** When something was last heard, as a person would say it: minutes for an hour, then the time of day, then the date. */
export function whenOf(at: number | null, now: number, zone: string): When {
  if (at === null) return { kind: 'never' };
  const age = now - at;
  if (age < MINUTE) return { kind: 'now' };
  if (age < HOUR) return { kind: 'minutes', n: Math.floor(age / MINUTE) };
  return clockOf(at, now, zone);
}

/** The same as a point in time, for "silent since" and "0 unsent at": never counted in minutes. */
export function clockOf(at: number, now: number, zone: string): When {
  const [then, today] = [localTime(at, zone), localTime(now, zone)];
  if (then.on === today.on) return { kind: 'today', time: then.time };
  if (then.on === localTime(now - 24 * HOUR, zone).on) return { kind: 'yesterday', time: then.time };
  return { kind: 'date', on: then.on, time: then.time };
}

/** A local date "YYYY-MM-DD" and time "HH:MM" in the organization's zone. */
export function localTime(at: number, zone: string): { readonly on: string; readonly time: string } {
  const part = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const get = (type: Intl.DateTimeFormatPartTypes): string => part.get(type) ?? '';
  return { on: `${get('year')}-${get('month')}-${get('day')}`, time: `${get('hour')}:${get('minute')}` };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const held = formats.get(timeZone);
  if (held !== undefined) return held;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}

/** What a phone last said it had not sent. A phone that never said so is not a phone with nothing to send. */
export type Unsent = { readonly kind: 'unknown' } | { readonly kind: 'said'; readonly n: number; readonly at: When };

export function unsentOf(
  phone: { readonly unsent: number | null; readonly unsent_at: number | null },
  now: number,
  zone: string,
): Unsent {
  if (phone.unsent === null || phone.unsent_at === null) return { kind: 'unknown' };
  return { kind: 'said', n: phone.unsent, at: clockOf(phone.unsent_at, now, zone) };
}

/** A phone not heard from for this long makes the numbers doubtful. */
export const SILENT_AFTER = 2 * HOUR;

export function isSilent(
  phone: {
    readonly last_seen_at: number | null;
    readonly lost_at?: number | null;
    readonly evicted_at?: number | null;
  },
  now: number,
): boolean {
  if ((phone.lost_at ?? null) !== null || (phone.evicted_at ?? null) !== null) return false;
  return phone.last_seen_at === null || now - phone.last_seen_at >= SILENT_AFTER;
}

/** Phones in the order a leader should look at them: unsent work on a silent phone, silent ones longest first, then the rest. */
export function byConcern<P extends { readonly last_seen_at: number | null; readonly unsent: number | null }>(
  phones: readonly P[],
  now: number,
): readonly P[] {
  const rank = (phone: P): number => (isSilent(phone, now) ? ((phone.unsent ?? 0) > 0 ? 0 : 1) : 2);
  return [...phones].sort((a, b) => rank(a) - rank(b) || (a.last_seen_at ?? 0) - (b.last_seen_at ?? 0));
}

/** How many phones are silent, and since when the longest of them has been. */
export function silence(
  phones: readonly { readonly of: number; readonly silent: number; readonly silent_since: number | null }[],
): {
  readonly of: number;
  readonly silent: number;
  readonly since: number | null;
} {
  const since = phones.flatMap((team) => (team.silent > 0 && team.silent_since !== null ? [team.silent_since] : []));
  return {
    of: phones.reduce((sum, team) => sum + team.of, 0),
    silent: phones.reduce((sum, team) => sum + team.silent, 0),
    since: since.length > 0 ? Math.min(...since) : null,
  };
}
