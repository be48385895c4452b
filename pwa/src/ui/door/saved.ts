/** Saving what was done at a door, and what the screen says of it once it is on disk. */
import { signal } from '@preact/signals';
import { t } from '../../messages';
import {
  inverseOf,
  ownClosingOf,
  save,
  saveInstead,
  session,
  undo,
  UNDONE,
  type Draft,
  type OwnClosing,
} from '../../store';
import { doorNumber } from '../card/words';
import type { Door, Outcome } from '../card/types';
import { toast } from '../parts';

export interface Saved {
  readonly door_id: string;
  readonly ids: readonly string[];
  readonly outcome: Outcome | null;
}

/** The visit saved last, as long as its door stays open: it decides what the bar at the bottom offers. */
export const lastSaved = signal<Saved | null>(null);

export type { Draft };

/**
 * Save at a door; resolves once all of it is on disk. Rejects with SaveError, and then nothing was stored. `typed`: the kept forms
 * that it was made of, which go with it.
 */
export async function saveAt(
  door: Door,
  drafts: readonly Draft[],
  what: string,
  typed: readonly string[] = [],
): Promise<void> {
  const ids = await save(drafts, [], typed);
  noteSaved(door, drafts, ids);
  const hasOpposite = drafts.every((draft) => inverseOf(draft, '').length > 0); // it may be with the server any moment
  toast(
    t('door.saved', { door: doorNumber(door.card.household), what }),
    hasOpposite ? { undo: () => takeBack(ids) } : {},
  );
}

/** Save a visit instead of one that was saved before. Undone, that one stands again. */
export async function saveInsteadAt(
  door: Door,
  draft: Draft,
  before: string,
  what: string,
  typed: readonly string[] = [],
): Promise<void> {
  const { id, former, isBeside } = await saveInstead(draft, before, typed);
  const ids = [id];
  noteSaved(door, [draft], ids);
  const number = doorNumber(door.card.household);
  toast(isBeside ? t('door.visit.both', { door: number }) : t('door.saved', { door: number, what }), {
    async undo() {
      if (former === null) return takeBack(ids);
      const again = await saveInstead(former, id);
      if (lastSaved.value?.ids === ids) noteSaved(door, [former], [again.id]);
    },
  });
}

/**
 * The proposal to close a door that its own author takes back, by its name: what others had proposed before stands again (S-93).
 * One that this phone does not know is taken away.
 */
export async function takeBackClosing(door: Door): Promise<void> {
  const own = await ownClosingAt(door);
  const what = t('door.close.taken_back');
  if (own === null) {
    await saveAt(door, [{ type: 'reopen_household', household_id: door.id, seen: door.seen, reason: UNDONE }], what);
    return;
  }
  if (!own.isBeingUndone) await undo([own.id]);
  toast(t('door.saved', { door: doorNumber(door.card.household), what }));
}

export function ownClosingAt({ id, card: { household } }: Door): Promise<OwnClosing | null> {
  return ownClosingOf([id, household.id, ...household.aliases], household.closed?.reason ?? '');
}

async function takeBack(ids: readonly string[]): Promise<string | void> {
  const asked = await undo(ids);
  if (lastSaved.value?.ids === ids) lastSaved.value = null;
  return wordsOfUndo(asked);
}

/** What only a coordinator may take back once the server has it is not undone yet: it waits for one (S-62, S-83). */
export function wordsOfUndo(asked: readonly Draft[]): string | void {
  const isCoordinator = session.value?.roles.some(({ role }) => role === 'coordinator') === true;
  const waits = asked.some(({ type }) => type === 'lift_contact' || type === 'close_household');
  if (waits && !isCoordinator) return t('core.undo.asked');
}

function noteSaved(door: Door, drafts: readonly Draft[], ids: readonly string[]): void {
  const visit = drafts.find((draft) => draft.type === 'record_visit');
  lastSaved.value = { door_id: door.id, ids, outcome: visit?.type === 'record_visit' ? visit.outcome : null };
}
