import { signal } from '@preact/signals';
import { headersFor } from './headers';
import { takeEvents } from './event-lines';
import { session } from './signals';

/** Raised when the server says that something changed, at most once in `pause_ms`. Boards read it and fetch anew. */
export const changes = signal(0);
/** Whether changes are heard of as they happen. */
export const live = signal<'off' | 'connecting' | 'live'>('off');

const pause_ms = 5_000;
const quiet_ms = 60_000; // a line that says nothing for so long is taken for dead: the server breathes every 15 s
let followers = 0;
let stop: AbortController | null = null;
let due: ReturnType<typeof setTimeout> | undefined;
let told_at = 0;

/** Hear of changes while at least one screen wants to. Returns how to stop. */
export function followChanges(): () => void {
  if (++followers === 1) {
    stop = new AbortController();
    void keepListening(stop.signal);
  }
  return () => {
    if (--followers > 0) return;
    stop?.abort();
    live.value = 'off';
  };
}

async function keepListening(end: AbortSignal): Promise<void> {
  for (let tries = 0; !end.aborted; tries++) {
    live.value = 'connecting';
    const heard = await listen(end).catch(() => false);
    if (end.aborted) return;
    if (heard) tries = 0;
    live.value = 'connecting';
    await wait(Math.min(30_000, 1_000 * 2 ** tries) * (0.5 + Math.random() / 2), end);
    announce(); // whatever happened meanwhile was not heard
  }
}

/** Reads one connection to its end. True if it ever opened. */
async function listen(end: AbortSignal): Promise<boolean> {
  const stopped = new AbortController();
  const abort = (): void => stopped.abort();
  end.addEventListener('abort', abort);
  let watch = setTimeout(abort, quiet_ms);
  try {
    const headers = { ...headersFor(session.value?.person.id ?? null), Accept: 'text/event-stream' };
    const response = await fetch('/api/events', {
      headers,
      credentials: 'same-origin',
      signal: stopped.signal,
      cache: 'no-store',
    });
    if (!response.ok || response.body === null) return false;
    live.value = 'live';
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (let rest = ''; ;) {
      const { done, value } = await reader.read().catch(() => ({ done: true as const, value: undefined }));
      if (done) return true;
      clearTimeout(watch);
      watch = setTimeout(abort, quiet_ms);
      const taken = takeEvents(rest + decoder.decode(value, { stream: true }));
      rest = taken.rest;
      if (taken.changed > 0) announce();
    }
  } finally {
    clearTimeout(watch);
    end.removeEventListener('abort', abort);
  }
}

/** The first change is told at once, many in a row as one every few seconds; a page nobody looks at hears of them when it is looked at. */
function announce(): void {
  if (due !== undefined) return;
  due = setTimeout(
    () => {
      due = undefined;
      if (document.hidden) {
        document.addEventListener('visibilitychange', announce, { once: true });
        return;
      }
      told_at = Date.now();
      changes.value += 1;
    },
    Math.max(200, told_at + pause_ms - Date.now()),
  );
}

function wait(ms: number, end: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    end.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
