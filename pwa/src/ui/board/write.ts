/** Writing a household from a desk: the same commands a phone makes, sent at once, with what the server said of them. */
import { t, tMaybe } from '../../messages';
import { attention, outbox, save, syncNow, type Draft } from '../../store';
import { toast } from '../parts';

export type Told =
  | { readonly kind: 'done'; readonly ids: readonly string[] }
  /** Saved here and not yet answered: it goes out by itself. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'look'; readonly outcome: string; readonly reason: string | null };

/** For an undo: what the server did not do as told is thrown, so that nobody hears "undone". */
export function mustBeDone(told: Told): void {
  if (told.kind === 'look') throw new Error(told.outcome);
}

export async function writeNow(drafts: readonly Draft[]): Promise<Told> {
  const ids = await save(drafts);
  await syncNow();
  if (outbox.value.some(({ command }) => ids.includes(command.id))) return { kind: 'waiting' };
  const look = attention.value.find(({ command }) => ids.includes(command.id));
  return look === undefined ? { kind: 'done', ids } : { kind: 'look', outcome: look.outcome, reason: look.reason };
}

/** Says what the server made of a write, and how to take it back. */
export function sayTold(told: Told, done: string, undo?: () => Promise<void>): void {
  if (told.kind === 'done') toast(done, { undo });
  else if (told.kind === 'waiting') toast(t('desk.write.waiting'));
  else
    toast(
      t('desk.write.look', {
        reason: tMaybe(`desk.reason.${told.reason ?? told.outcome}`) ?? told.reason ?? told.outcome,
      }),
      { tone: 'problem' },
    );
}
