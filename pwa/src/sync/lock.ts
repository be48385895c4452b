/** How long a syncer may be silent before another tab takes its place. */
export const silence_ms = 90_000;

export interface Syncer {
  /** Aborted when another tab took the lock. */
  readonly stop: AbortSignal;
  /** To be called at every step: while it is heard, nobody takes the lock. */
  readonly beat: () => void;
}

export interface Beats {
  read(): number;
  write(now_ms: number): void;
}

/**
 * Run `work` as the only syncer of this name in the browser. False if another tab is at it. A tab that froze while
 * holding the lock is robbed of it after 90 seconds of silence; push and pull bear two at once.
 */
export async function asOnlySyncer(
  name: string,
  beats: Beats,
  work: (syncer: Syncer) => Promise<void>,
): Promise<boolean> {
  const stop = new AbortController();
  const beat = () => beats.write(Date.now());
  const run = async () => {
    beat();
    await work({ stop: stop.signal, beat });
  };
  const locks = locksOfBrowser();
  if (locks === null) {
    await run();
    return true;
  }
  const steal = Date.now() - beats.read() > silence_ms;
  try {
    return await locks.request(name, steal ? { steal } : { ifAvailable: true }, async (lock) => {
      if (lock === null) return false;
      await run();
      return true;
    });
  } catch (error) {
    stop.abort(); // robbed: whatever is still on its way is not ours to apply
    if (error instanceof DOMException && error.name === 'AbortError') return false;
    throw error;
  }
}

/** Older browsers and plain http have none: then tabs may sync at once, which push and pull bear. */
function locksOfBrowser(): LockManager | null {
  return (navigator as { readonly locks?: LockManager | null }).locks ?? null;
}
