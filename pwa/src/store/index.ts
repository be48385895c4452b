import type { ReadonlySignal } from '@preact/signals';
import * as state from './signals';
import type * as types from './types';

export { api } from './api';
export { dismissAttention } from './attention';
export { dropDraft, keepDraft, loadDraft } from './drafts';
export { ApiProblem, SaveError } from './errors';
export { newId } from './ids';
export { changes, followChanges, live } from './live';
export { save } from './save';
export { search } from './search';
export { settings } from './settings';
export { syncNow } from './sync';
export { undo } from './undo';
export type * from './types';

export const session: ReadonlySignal<types.Session | null> = state.session;
export const doors: ReadonlySignal<ReadonlyMap<string, types.Door>> = state.doors;
export const reference: ReadonlySignal<types.Reference> = state.reference;
export const notices: ReadonlySignal<readonly types.Notice[]> = state.notices;
export const departures: ReadonlySignal<readonly types.Departure[]> = state.departures;
export const outbox: ReadonlySignal<readonly types.OutboxEntry[]> = state.outbox;
export const attention: ReadonlySignal<readonly types.AttentionEntry[]> = state.attention;
export const counts: ReadonlySignal<types.Counts> = state.counts;
export const syncing: ReadonlySignal<types.Syncing> = state.syncing;
export const ready: ReadonlySignal<boolean> = state.ready;
