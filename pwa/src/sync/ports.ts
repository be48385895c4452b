import type { Command, EndedSlice, PullReply, PushReply, Range, SlicePage, Status } from '../protocol';

/** What a reply told of time: the server's clock then, and server minus phone in ms. */
export interface Heard {
  readonly server_time: number;
  readonly offset: number;
}

/** Who is pushing, and what else has to be told with it. */
export interface Identity {
  readonly replica: string;
  readonly forked_from: string | null;
  readonly lost: readonly Range[];
  readonly status: Status;
  /** How often this phone saw that the server's store may have been put back from a copy. */
  readonly restores: number;
}

export interface Cursor {
  readonly cursor: string;
  readonly epoch: string;
}

/** What the loop needs of the store. Each call is one transaction of its own, on disk when it resolves. */
export interface Ledger {
  identity(): Promise<Identity>;
  /** Unsent commands in the order of n, without those in `except`. */
  waiting(limit: number, except: ReadonlySet<string>): Promise<readonly Command[]>;
  /**
   * Take in the reply to a push of these by `asker`: how many commands left the outbox. Null if another page saw meanwhile
   * that the store was put back: what the store of before receipted, that of now may never have heard of.
   */
  settle(
    sent: readonly Command[],
    reply: PushReply,
    asker: Pick<Identity, 'replica' | 'lost' | 'restores'>,
    heard: Heard,
  ): Promise<number | null>;
  /** Note why these are still here. */
  keep(ids: readonly string[], reason: string): Promise<void>;
  /** Send these as text from now on, for a person to read: the server fails on them, or they are too large. */
  park(ids: readonly string[], told: (command: Command) => Command): Promise<void>;
  /** Go on as a new replica, unless another page has done so: another phone writes under the name of `from`. */
  fork(from: string): Promise<void>;
  /** Commands the server took custody of since `since` (server time) and may have lost in a restore. */
  archived(since: number): Promise<readonly Command[]>;
  /** The store may have been put back: what is receipted to a push of before counts for nothing any more. */
  seeRestore(): Promise<void>;
  cursors(): Promise<Readonly<Record<string, Cursor>>>;
  /** Households of which something is kept without their card, where it was not asked of late whether their people are erased. */
  kept(): Promise<readonly string[]>;
  /** Of those that were asked about: let go of what is kept of these. */
  forget(erased: readonly string[], kept: readonly string[]): Promise<void>;
  /** Apply a page with its cursor, only if the stored cursor is still `asked`: false if it was not. Shown by `hear`. */
  apply(page: SlicePage, asked: string | undefined): Promise<boolean>;
  /** After a pull's pages: what the reply to `replica` says beside them. */
  hear(reply: PullReply, heard: Heard, replica: string): Promise<void>;
  /** Slices the person may no longer follow; of those that have ended it is kept for a week why. */
  drop(slice_ids: readonly string[], ended: readonly EndedSlice[]): Promise<void>;
  /** Another page was cut off in its round: show all anew, and leave nothing to its end of round. */
  distrust(): Promise<void>;
  /** At the end of a round: cards that no slice holds any more leave. */
  sweep(): Promise<void>;
  /** Access ended: everything but unsent work leaves this phone. */
  end(): Promise<void>;
}

/** What came of a call. `refused` is an answer of ours with a problem, `foreign` one that is not ours. */
export type Answer =
  | { readonly kind: 'ok'; readonly value: unknown; readonly sent_at: number; readonly arrived_at: number }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly retry_after_ms: number | null }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'offline' };

export interface Transport {
  post(path: string, body: unknown): Promise<Answer>;
}

/** Why a round stopped before its end. */
export interface Stopped {
  readonly problem: Problem;
  readonly retry_after_ms: number | null;
}

export type Problem =
  | 'offline'
  | 'portal'
  | 'signed_out'
  | 'busy'
  | 'server'
  | 'other_person'
  | 'access_ended'
  | 'update_needed'
  | 'storage';
