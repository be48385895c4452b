/** Numbers, shares and times as this screen's language says them. */
import { currentLanguage, t } from '../../messages';
import { session } from '../../store';
import { permille, type Share } from './counts';
import { clockOf, MINUTE, unsentOf, whenOf, type When } from './freshness';

export const zone = (): string => session.value?.organization.time_zone ?? 'Asia/Shanghai';

/** Formatters are dear to make and a board says hundreds of numbers: each is made once for a language. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(style: 'decimal' | 'percent', minimumFractionDigits = 0): Intl.NumberFormat {
  const key = `${currentLanguage()} ${style} ${minimumFractionDigits}`;
  const held = formats.get(key);
  if (held !== undefined) return held;
  const made = new Intl.NumberFormat(currentLanguage(), { style, minimumFractionDigits, maximumFractionDigits: 1 });
  formats.set(key, made);
  return made;
}

export const sayNumber = (n: number): string => formatOf('decimal').format(n);

/** "57.4%", "46.0%"; 0% and 100% are none and all. A dash where there is nothing to divide by. */
export function sayShare(share: Share): string {
  const tenths = permille(share);
  if (tenths === null) return '–';
  return formatOf('percent', tenths === 0 || tenths === 1000 ? 0 : 1).format(tenths / 1000);
}

/** "496 / 864": a part never stands without its base. */
export const sayOf = ({ part, of }: Share): string => `${sayNumber(part)} / ${sayNumber(of)}`;

export function sayWhen(when: When): string {
  switch (when.kind) {
    case 'never':
      return t('desk.when.never');
    case 'now':
      return t('desk.when.now');
    case 'minutes':
      return t('desk.when.minutes', { n: when.n });
    case 'today':
      return when.time;
    case 'yesterday':
      return t('desk.when.yesterday', { time: when.time });
    case 'date':
      return t('desk.when.date', { date: sayDate(when.on), time: when.time });
  }
}

/** A local date without its year: "11月22日", "22 Nov". */
export function sayDate(on: string): string {
  return new Intl.DateTimeFormat(currentLanguage(), { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${on}T00:00:00Z`),
  );
}

/** A local date with its year: "2026年11月22日", "22 Nov 2026". */
export function sayDay(on: string): string {
  return new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${on}T00:00:00Z`),
  );
}

/** "中国标准时间" for "Asia/Shanghai"; the zone's own name where the browser has no other. */
export function sayZone(zone: string): string {
  try {
    const parts = new Intl.DateTimeFormat(currentLanguage(), { timeZone: zone, timeZoneName: 'long' }).formatToParts();
    return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  } catch {
    return zone;
  }
}

export const sayAgo = (at: number | null, now: number): string => sayWhen(whenOf(at, now, zone()));
export const sayClock = (at: number, now: number): string => sayWhen(clockOf(at, now, zone()));

interface Spoken {
  readonly last_seen_at: number | null;
  readonly unsent: number | null;
  readonly unsent_at: number | null;
}

/** "11 unsent at 14:00", "11 unsent then" where that was when it was last heard; "has not said what it had unsent" where a phone never did. */
export function sayUnsent(phone: Spoken, now: number): string {
  const unsent = unsentOf(phone, now, zone());
  if (unsent.kind === 'unknown') return t('desk.phone.unsent_unknown');
  if (Math.abs((phone.unsent_at ?? 0) - (phone.last_seen_at ?? 0)) < MINUTE)
    return t('desk.phone.unsent_then', { n: unsent.n });
  return t('desk.phone.unsent', { n: unsent.n, time: sayWhen(unsent.at) });
}
