import { signal } from '@preact/signals';
import type {
  AttentionEntry,
  Counts,
  Departure,
  Door,
  Notice,
  OutboxEntry,
  Reference,
  Session,
  Syncing,
} from './types';

/** The store's own, writable side of what screens read. Nothing outside this room imports it. */
export const session = signal<Session | null>(null);
export const doors = signal<ReadonlyMap<string, Door>>(new Map());
/** Other ids of households that were joined, each with the one it is now. */
export const aliases = signal<ReadonlyMap<string, string>>(new Map());
export const reference = signal<Reference>(emptyReference());
export const notices = signal<readonly Notice[]>([]);
export const departures = signal<readonly Departure[]>([]);
export const outbox = signal<readonly OutboxEntry[]>([]);
export const attention = signal<readonly AttentionEntry[]>([]);
export const counts = signal<Counts>({ on_phone: 0, withdrawals: 0, with_server: 0, attention: 0, oldest_at: null });
export const syncing = signal<Syncing>({ running: false, last_heard_at: null, problem: null, progress: null });
export const ready = signal(false);
export const fetched = signal(false);

/** A door by any id it ever had. Under an old one it keeps that: what is sent so reaches the household it became. */
export function doorOf(id: string): Door | undefined {
  const own = doors.value.get(id);
  if (own !== undefined) return own;
  const joined = doors.value.get(aliases.value.get(id) ?? '');
  return joined === undefined ? undefined : { ...joined, id };
}

export function emptyReference(): Reference {
  return { campaigns: new Map(), teams: new Map(), buildings: new Map(), areas: new Map(), members: new Map() };
}
