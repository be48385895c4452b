import { signal } from '@preact/signals';
import type { SliceRow } from './schema';
import { fetched, ready, session } from './signals';

/** Whether the service worker holds the whole app; told by whoever registers it. */
export const shellCached = signal(false);

let slices: readonly SliceRow[] = [];
let heard = false;

/** Fetched: every slice wholly on the phone. Ready to work offline: that, and the app itself cached. */
export function updateReady(now: readonly SliceRow[] = slices): void {
  slices = now;
  const whole = slices.every((slice) => slice.is_complete);
  fetched.value = whole && (slices.length > 0 || heard);
  ready.value = whole && slices.length > 0 && shellCached.value && session.value !== null;
}

/** A round with the server has ended well: who has no slice now will have none. */
export function noteRound(): void {
  heard = true;
  updateReady();
}

/** Another person's store is opened. */
export function forgetRounds(): void {
  heard = false;
  updateReady([]);
}

export function setShellCached(): void {
  shellCached.value = true;
  updateReady();
}
