/** The screens' clock: whole minutes, so that nothing is drawn again for a second. */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { session } from '../../store';
import { calendarOf, type Calendar, type Moment } from './calendar';

const minute = signal(Math.floor(Date.now() / 60_000));

setInterval(() => {
  minute.value = Math.floor(Date.now() / 60_000);
}, 5_000);

export const calendar: ReadonlySignal<Calendar> = computed(() =>
  calendarOf(session.value?.organization.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone),
);

/** The local moment of the organization, and the instant it stands for. */
export const now: ReadonlySignal<Moment & { readonly ms: number }> = computed(() => {
  const ms = minute.value * 60_000;
  return { ...calendar.value.at(ms), ms };
});
