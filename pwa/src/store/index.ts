import { computed, type ReadonlySignal } from '@preact/signals';
import { keyOf, people as book, updatePerson, type Wiped } from './people';
import * as state from './signals';
import type * as types from './types';

export { api } from './api';
export { dismissAttention } from './attention';
export { noteOwnName } from './compare';
export { dropDraft, dropDrafts, keepDraft, keptDrafts, loadDraft, loadDrafts, readKeptDrafts } from './drafts';
export { enrol, peek, readCode, type Peeked } from './enrol';
export { ApiProblem, SaveError, UndoneInPart } from './errors';
export { leavePhone, makeRoomForNew, switchTo } from './handover';
export { newId } from './ids';
export { inverseOf, UNDONE } from './inverse';
export { labelOf, placeOf } from './label';
export { appVersion } from './ledger';
export { changes, followChanges, live } from './live';
export { noteInstallOffered, wasInstallOffered } from './offered';
export { ownClosingOf, type OwnClosing } from './own-closing';
export { otherPeople, type OtherPerson } from './others';
export { persisted } from './persistence';
export { setShellCached, shellCached } from './ready';
export { save } from './save';
export type { Past } from './enqueue';
export { download, upload, type Downloaded } from './files';
export { search } from './search';
export { doorOf } from './signals';
export { settings } from './settings';
export { phase, startStore, type Phase } from './start';
export { syncNow } from './sync';
export { saveInstead, undo } from './undo';
export {
  lastFile,
  makeUnsentFile,
  noteFileKept,
  unsentFileState,
  type UnsentFile,
  type UnsentFileState,
} from './unsent-file';
export { registerWakeUp } from './wake';
export type * from './types';
export type { Wiped as WipedStore } from './people';

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
/** Whether all doors given to this person have come; false also before anything was asked. */
export const fetched: ReadonlySignal<boolean> = state.fetched;

/** Everybody who is enrolled on this phone; `is_current` is whose hands it is in. */
export const people = computed(() =>
  book.value.people.map((each) => ({
    key: keyOf(each),
    name: each.person.name,
    organization: each.organization.name,
    is_current: keyOf(each) === book.value.current,
  })),
);

/** Set when the browser had thrown this person's store away. */
export const wiped = computed<Wiped | null>(() => {
  const found = book.value.people.find((each) => keyOf(each) === book.value.current)?.wiped ?? null;
  return found?.is_seen === true ? null : found;
});

export function dismissWiped(): void {
  const { value: found } = wiped;
  if (book.value.current === null || found === null) return;
  updatePerson(book.value.current, { wiped: found.heard === undefined ? { ...found, is_seen: true } : null });
}
