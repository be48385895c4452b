import { currentStore } from './current';
import { outbox } from './signals';

/** The name under which the browser wakes the service worker when the network is back. */
export const wakeTag = 'doorstep-push';

interface Waking {
  readonly sync?: { register(tag: string): Promise<void> };
}

let waking: Waking = {};

/** Where there is Background Sync, what is unsent goes out even after the app was closed. */
export function registerWakeUp(registration: object): void {
  waking = registration;
  if (currentStore() !== null && outbox.value.length > 0) askToBeWoken();
}

/** Called after each save. It is asked for again as often as need be: the same tag is one request. */
export function askToBeWoken(): void {
  void waking.sync?.register(wakeTag).catch(() => undefined);
}
