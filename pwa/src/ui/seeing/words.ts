import { currentLanguage } from '../../messages';

const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** The weekday of a local date, or of a number (Monday is 0): "周一", "Mon". */
export function sayWeekday(day: string | number): string {
  const at = typeof day === 'number' ? MONDAY + day * DAY_MS : Date.parse(`${day}T00:00:00Z`);
  return new Intl.DateTimeFormat(currentLanguage(), { weekday: 'short', timeZone: 'UTC' }).format(new Date(at));
}
