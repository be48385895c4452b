import { signal, type ReadonlySignal } from '@preact/signals';

const tick = signal(Date.now());
setInterval(() => {
  tick.value = Date.now();
}, 30_000);

/** The time, renewed twice a minute, for ages that stay true while the screen is looked at. */
export const now_ms: ReadonlySignal<number> = tick;
