import type { Transport } from './ports';

/** How long a syncer may be silent before another tab takes its place. */
export const silence_ms = 90_000;

/** When a syncer was last heard, and which: each has a name of its own. None when it has come to its end. */
export interface Beat {
  readonly at: number;
  readonly by: string;
}

/** The last beat, kept where every tab can read it. */
export interface Beats {
  read(): Beat;
  write(beat: Beat): void;
}

/**
 * Run `work` as the only syncer of this name in the browser. `beat` is to be called at every step: while it is heard, nobody
 * takes the lock. False if another tab is at it, or took the lock meanwhile: one that froze while holding it is robbed of it
 * after 90 seconds of silence. From then on nothing goes out by its transport, and no reply is its to take; what was on its
 * way, push and pull bear. `isAfterCut`: the last syncer never came to its end, what it did may be shown nowhere.
 */
export async function asOnlySyncer(
  name: string,
  beats: Beats,
  transport: (stop: AbortSignal) => Transport,
  work: (transport: Transport, beat: () => void, isAfterCut: boolean) => Promise<void>,
): Promise<boolean> {
  const stop = new AbortController();
  const run = async (isLocked: boolean) => {
    const isAfterCut = beats.read().by !== '';
    const { holds, beat, end } = hold(beats, stop.signal);
    const calls = transport(stop.signal);
    await work(isLocked ? whileHeld(calls, holds) : calls, beat, isAfterCut);
    end();
  };
  const locks = locksOfBrowser();
  if (locks === null) {
    await run(false);
    return true;
  }
  try {
    return await locks.request(
      name,
      isSilent(beats.read().at) ? { steal: true } : { ifAvailable: true },
      async (lock) => {
        if (lock === null) return false;
        await run(true);
        return true;
      },
    );
  } catch (error) {
    stop.abort(); // whatever is still on its way is not ours to apply
    if (error instanceof Error && error.name === 'AbortError') return false;
    throw error;
  }
}

/** A beat from the future tells of a clock that was set back since: it must not keep others from the lock until then. */
function isSilent(beat_at: number): boolean {
  return Math.abs(Date.now() - beat_at) > silence_ms;
}

/** A page that thaws may go on before it hears that it was robbed: by then the beats are another's. */
function hold(beats: Beats, stop: AbortSignal) {
  const by = Math.random().toString(36).slice(2);
  beats.write({ at: Date.now(), by });
  const isKept = beats.read().by === by; // a full or refused storage keeps none
  const holds = () => !stop.aborted && (!isKept || beats.read().by === by);
  const write = (name: string) => {
    if (holds()) beats.write({ at: Date.now(), by: name });
  };
  return { holds, beat: () => write(by), end: () => write('') };
}

function whileHeld(transport: Transport, holds: () => boolean): Transport {
  return {
    async post(path, body) {
      const answer = holds() ? await transport.post(path, body) : null;
      return answer !== null && holds() ? answer : { kind: 'offline' };
    },
  };
}

/** Older browsers and plain http have none: then tabs may sync at once, which push and pull bear. */
function locksOfBrowser(): LockManager | null {
  return (navigator as { readonly locks?: LockManager | null }).locks ?? null;
}
