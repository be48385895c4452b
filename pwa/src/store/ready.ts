import { signal } from '@preact/signals';
import type { SliceRow } from './schema';
import { ready, session } from './signals';

/** Whether the service worker holds the whole app; told by whoever registers it. */
export const shellCached = signal(false);

let slicesWhole = false;

/** Ready to work offline: every slice wholly on the phone, and the app itself cached. */
export function updateReady(slices?: readonly SliceRow[]): void {
  if (slices !== undefined) slicesWhole = slices.length > 0 && slices.every((slice) => slice.is_complete);
  ready.value = slicesWhole && shellCached.value && session.value !== null;
}

export function setShellCached(): void {
  shellCached.value = true;
  updateReady();
}
