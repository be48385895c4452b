import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

const now = signal(Date.now());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** The time, renewed every 20 s while a screen shows it: "6 minutes ago" must not stand still. */
export function useNow(): number {
  useEffect(() => {
    if (++watchers === 1) {
      now.value = Date.now();
      timer = setInterval(() => {
        now.value = Date.now();
      }, 20_000);
    }
    return () => {
      if (--watchers === 0) clearInterval(timer);
    };
  }, []);
  return now.value;
}
