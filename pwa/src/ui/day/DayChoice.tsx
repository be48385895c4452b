import type { Signal } from '@preact/signals';
import { t } from '../../messages';
import { dateOf, dayOf } from '../card/calendar';
import { now } from '../card/now';
import { dateWords, dayWords } from '../card/words';
import { Button } from '../parts';

/** A local day as days since 1970-01-01; null is today, also when the day changes. */
export type ChosenDay = Signal<number | null>;

export const dayShown = (chosen: ChosenDay): number => chosen.value ?? now.value.day;

/** The query of a day: nothing for today, which the server knows better. */
export const dayQuery = (chosen: ChosenDay): string | null => (chosen.value === null ? null : dateOf(chosen.value));

/** The day that an address names; null for today, and for what is no day gone by. */
export function pastDay(on: string | undefined, today: number): number | null {
  const day = dayOf(on ?? '');
  return day === null || day >= today ? null : day;
}

/** One day back, or forward again as far as today. */
export function DayChoice({ chosen }: { readonly chosen: ChosenDay }) {
  const day = dayShown(chosen);
  const step = (by: number): void => {
    chosen.value = day + by >= now.value.day ? null : day + by;
  };
  return (
    <div class="day-choice" role="group" aria-label={t('people.day.on')}>
      <Button size="small" kind="quiet" icon="back" aria-label={t('people.day.earlier')} onClick={() => step(-1)} />
      <h2 aria-live="polite">
        {dayWords(day, now.value)}
        {chosen.value === null && <span data-quiet> {dateWords(day, now.value)}</span>}
      </h2>
      <Button
        size="small"
        kind="quiet"
        icon="forward"
        aria-label={t('people.day.later')}
        disabled={chosen.value === null}
        onClick={() => step(1)}
      />
    </div>
  );
}
