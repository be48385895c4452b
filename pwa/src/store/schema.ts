import type { DBSchema } from 'idb';
import type { Access, Assignment, CardBody, Command, ReceiptOutcome, Range, SliceKind, State } from '../protocol';
import type { Heard } from '../sync/ports';
import type { Sealed } from './codec';
import type { Departure, Draft } from './types';

/** Who this store writes as. `n` is the last number given. `lost` waits to be told with the next push. */
export interface Replica {
  readonly id: string;
  readonly n: number;
  readonly forked_from: string | null;
  readonly lost: readonly Range[];
  /** Commands of this phone that the server has taken custody of, withdrawn ones left out. */
  readonly with_server: number;
  /** How often it saw that the server's store may have been put back from a copy. */
  readonly restores?: number;
}

/** What the last reply said, to whichever page. */
export interface HeardRow extends Heard {
  readonly access?: Access;
}

export interface SliceRow {
  readonly id: string;
  readonly kind: SliceKind;
  /** Empty: the next pull starts this slice at its beginning. */
  readonly cursor: string;
  readonly epoch: string;
  /** Names the walk in progress, or the last one: what a finished walk did not name is removed. */
  readonly walk: number;
  /** Wholly on the phone at least once. */
  readonly is_complete: boolean;
  /** A walk from the beginning is under way. */
  readonly is_walking: boolean;
  readonly differs: number;
  readonly rewalked_at: number | null;
}

export interface BodyRow {
  readonly household_id: string;
  readonly version: number;
  readonly body: Sealed<CardBody>;
}

export interface MembershipRow {
  readonly slice_id: string;
  readonly household_id: string;
  readonly tag: number;
  readonly assignment: Assignment;
  readonly state: State;
  readonly walk: number;
}

export interface ItemRow {
  readonly slice_id: string;
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly walk: number;
  readonly body: Sealed<Readonly<Record<string, unknown>>>;
}

/**
 * A command and what the phone needs beside it. It is sealed before the transaction that gives it its n, so `n` is 0
 * here and is put in when the row is opened. `inverse` takes the command back once the server has it.
 */
export interface Work {
  readonly command: Command;
  readonly label: string;
  readonly inverse: readonly Draft[];
  /** Of a `withdraw`: what it took the place of. */
  readonly undone?: Command;
}

export interface OutboxRow {
  readonly n: number;
  readonly id: string;
  readonly household_id: string | null;
  readonly saved_at: number;
  readonly tries: number;
  readonly last_reason: string | null;
  /** Raised when the command was replaced (withdrawn, parked) under its id and n. */
  readonly revision: number;
  /** The people it is about were erased since: it is still sent, and nothing of it is kept. */
  readonly of_erased?: true;
  readonly body: Sealed<Work>;
}

/** A command the server has. While `covering` names its household it is still shown over the card, until `version` arrives. */
export interface SentRow {
  readonly id: string;
  readonly n: number;
  readonly household_id: string | null;
  readonly receipted_at: number;
  readonly outcome: ReceiptOutcome;
  readonly version: number | null;
  readonly covering?: string;
  /** It took a command back, and is in no count. */
  readonly withdrawn?: true;
  readonly body: Sealed<Work>;
}

export interface AttentionRow {
  readonly id: string;
  readonly n: number;
  readonly outcome: ReceiptOutcome;
  readonly reason: string | null;
  readonly household_id: string | null;
  readonly at: number;
  readonly body: Sealed<Work>;
}

/** A door that left, or, under the id of a slice that has ended, all `count` doors of it. */
export interface DepartureRow {
  readonly household_id: string;
  readonly at: number;
  readonly count?: number;
  /** The team that has it now, or the household that it was joined to. */
  readonly to?: string;
  readonly body: Sealed<Departure>;
}

export interface Schema extends DBSchema {
  replica: { key: 'own'; value: Replica };
  heard: { key: 'last'; value: HeardRow };
  slices: { key: string; value: SliceRow };
  bodies: { key: string; value: BodyRow };
  memberships: { key: [string, string]; value: MembershipRow; indexes: { household_id: string } };
  items: { key: [string, string, string]; value: ItemRow };
  outbox: { key: number; value: OutboxRow; indexes: { id: string } };
  sent: { key: string; value: SentRow; indexes: { n: number; covering: string; receipted_at: number } };
  attention: { key: string; value: AttentionRow };
  departures: { key: string; value: DepartureRow };
  drafts: { key: string; value: { key: string; kept_at: number; body: Sealed<unknown> } };
}
