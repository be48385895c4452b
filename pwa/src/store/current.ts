import type { Loop } from '../sync/loop';
import type { Database } from './database';
import { emptyMemory, type Memory } from './memory';
import { keyOf, type Person } from './people';
import type { HeardRow } from './schema';

/** The store of the person whose hands the phone is in. */
export interface OpenStore {
  readonly key: string;
  readonly person: Person;
  readonly db: Database;
  readonly memory: Memory;
  /** What the last reply said of time and access; null before the first. */
  heard: HeardRow | null;
  loop: Loop | null;
}

let open: OpenStore | null = null;

export function currentStore(): OpenStore | null {
  return open;
}

export function setCurrentStore(store: OpenStore | null): void {
  open = store;
}

export function openStoreFor(person: Person, db: Database): OpenStore {
  return { key: keyOf(person), person, db, memory: emptyMemory(), heard: null, loop: null };
}
