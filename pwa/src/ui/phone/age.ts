import { currentLanguage, t } from '../../messages';

const minute_ms = 60_000;
const steps: readonly (readonly [number, Intl.RelativeTimeFormatUnit])[] = [
  [24 * 60 * minute_ms, 'day'],
  [60 * minute_ms, 'hour'],
  [minute_ms, 'minute'],
];

/** How long ago, in the largest unit that fits: "12 minutes ago". */
export function ago(at: number, now_ms: number): string {
  const passed = Math.max(0, now_ms - at);
  for (const [length, unit] of steps) {
    if (passed >= length)
      return new Intl.RelativeTimeFormat(currentLanguage()).format(-Math.floor(passed / length), unit);
  }
  return t('core.just_now');
}

/** The time of the day, with the date if it is another one. */
export function clockTime(at: number, now_ms: number): string {
  const is_today = new Date(at).toDateString() === new Date(now_ms).toDateString();
  const day: Intl.DateTimeFormatOptions = is_today ? {} : { month: 'numeric', day: 'numeric' };
  return new Intl.DateTimeFormat(currentLanguage(), {
    ...day,
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(at);
}
