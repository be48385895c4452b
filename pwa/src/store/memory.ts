import type { CardBody } from '../protocol';
import type { MembershipRow, Work } from './schema';

/** One of this phone's own commands that still shows over a card: unsent, or sent and not yet covered by a pulled card. */
export interface OwnWork {
  readonly work: Work;
  readonly n: number;
  readonly is_unsent: boolean;
  /** The server has it, and no card shows it before something that it names comes. */
  readonly is_held: boolean;
}

/** What of the open store is held in memory: everything a door is folded from, by household. */
export interface Memory {
  readonly bodies: Map<string, { readonly version: number; readonly body: CardBody }>;
  readonly memberships: Map<string, readonly MembershipRow[]>;
  readonly own: Map<string, readonly OwnWork[]>;
  /** Other ids of households, each with the one it was joined to. */
  readonly aliases: Map<string, string>;
}

export function emptyMemory(): Memory {
  return { bodies: new Map(), memberships: new Map(), own: new Map(), aliases: new Map() };
}

export function groupBy<K, V>(values: Iterable<V>, keyOf: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}
