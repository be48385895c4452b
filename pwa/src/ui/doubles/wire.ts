/** The same door twice, as the server tells it. */
import type { CardHousehold } from '../../protocol';
import type { Named } from '../board/wire';

export interface Side {
  readonly household: CardHousehold;
  readonly building: string;
  /** Added on the way, by a phone. */
  readonly found: boolean;
  readonly residents: readonly string[];
  readonly visits: number;
  readonly requests: number;
  readonly wishes: number;
  readonly last_visit_at: number | null;
  readonly teams: readonly string[];
}

export interface Pair {
  readonly why: 'same_address' | 'near_address' | 'same_phone' | 'similar_name';
  readonly at: number;
  readonly survivor_id: string;
  readonly one: Side;
  readonly other: Side;
}

export interface Join {
  readonly id: string;
  readonly at: number;
  /** Null: by itself, as equal addresses. */
  readonly by: Named | null;
  readonly survivor_id: string;
  readonly absorbed_id: string;
  readonly building: string;
  readonly entrance: string | null;
  readonly door: string | null;
  readonly undone_at: number | null;
}

export interface Pairs {
  readonly pairs: readonly Pair[];
}

export interface Joins {
  readonly joins: readonly Join[];
}
