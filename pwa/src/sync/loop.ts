import { backoff } from './backoff';
import { asOnlySyncer, type Beats } from './lock';
import type { Ledger, Problem, Stopped, Transport } from './ports';
import { pullAll } from './pull';
import { noTrouble, pushAll } from './push';

const pause_ms = 3 * 60_000; // between rounds that nothing asked for
const busy_elsewhere_ms = 2_000; // another page is at it, or was when it was reloaded and holds the lock until it is gone

export interface Report {
  readonly running: boolean;
  readonly problem: Problem | null;
}

export interface LoopParts {
  readonly name: string;
  readonly ledger: Ledger;
  readonly transport: (stop: AbortSignal) => Transport;
  readonly beats: Beats;
  readonly random: () => number;
  readonly report: (report: Report) => void;
  /** Another tab is the syncer: ask it. */
  readonly askOthers: () => void;
  /** Push only: for a person who is not the one using the phone now. */
  readonly pushOnly?: boolean;
}

export interface Loop {
  /** Run a round now, or one more after the round in progress. Resolves when it has ended. */
  now(): Promise<void>;
  /** Something happened that makes a try worth while: the network may be back, somebody opened the app. */
  nudge(): void;
  stop(): void;
}

export function startLoop(parts: LoopParts): Loop {
  const trouble = noTrouble();
  const troubleAgain = noTrouble();
  let failures = 0;
  let waits = false; // for another page, which was asked once: one that is asked in each of its rounds would never rest
  let timer: ReturnType<typeof setTimeout> | undefined;
  let round: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let stopped = false;

  const schedule = (ms: number) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void now(), ms);
  };

  async function runRound(): Promise<void> {
    parts.report({ running: true, problem: null });
    let end: Stopped | null = null;
    const mine = await asOnlySyncer(parts.name, parts.beats, parts.transport, async (transport, beat, isAfterCut) => {
      if (isAfterCut) await parts.ledger.distrust();
      end = await pushAll(parts.ledger, transport, trouble, beat);
      if (parts.pushOnly === true || end?.problem === 'signed_out' || end?.problem === 'other_person') return;
      const pulled = await pullAll(parts.ledger, transport, troubleAgain, beat); // never held up by a full outbox
      end ??= pulled;
    });
    if (!mine && !waits) parts.askOthers();
    waits = !mine;
    conclude(mine ? end : null);
  }

  function conclude(end: Stopped | null): void {
    failures = end === null ? 0 : failures + 1;
    parts.report({ running: false, problem: end?.problem ?? null });
    const pause = waits ? busy_elsewhere_ms : pause_ms;
    schedule(end === null ? pause : Math.max(500, backoff(failures, parts.random(), end.retry_after_ms)));
  }

  /** A round that is under way may have read the outbox already: who asks meanwhile waits for the one after it. */
  function now(): Promise<void> {
    if (stopped) return Promise.resolve();
    if (round !== null) return (next ??= round.then(() => start()));
    return start();
  }

  function start(): Promise<void> {
    next = null;
    clearTimeout(timer);
    round = runRound()
      .catch(() => conclude({ problem: 'storage', retry_after_ms: null }))
      .finally(() => {
        round = null;
      });
    return round;
  }

  return {
    now,
    nudge: () => void now(),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
