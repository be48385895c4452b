import { useSignal } from '@preact/signals';
import { t, tMaybe } from '../../messages';
import type { ApiProblem } from '../../store';
import { undoMove } from '../board/office';
import { problemOf } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { MoveReply } from '../board/wire';
import { Button, Icon } from '../parts';

/** What became of a move: how many went, which stayed and why, and the way back. */
export function MoveResult({
  reply,
  to,
  onUndone,
}: {
  readonly reply: MoveReply;
  readonly to: string;
  readonly onUndone: () => void;
}) {
  const undone = useSignal<MoveReply | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const takeBack = async (id: string): Promise<void> => {
    problem.value = null;
    try {
      undone.value = await undoMove(id);
      onUndone();
    } catch (error) {
      problem.value = problemOf(error);
    }
  };
  const { undo_id } = reply;
  return (
    <section class="move-result" role="status" aria-live="polite">
      <h3>
        <Icon name={undone.value === null ? 'check' : 'undo'} />
        {undone.value === null
          ? t('desk.move.done', { n: reply.moved, team: to })
          : t('desk.move.undone', { n: undone.value.moved })}
      </h3>
      <Skipped skipped={(undone.value ?? reply).skipped} />
      {problem.value !== null && <Trouble problem={problem.value} />}
      {undone.value === null && undo_id !== null && reply.moved > 0 && (
        <Button icon="undo" onClick={() => void takeBack(undo_id)}>
          {t('desk.move.undo', { n: reply.moved })}
        </Button>
      )}
    </section>
  );
}

/** Doors that stayed where they were, by reason. */
export function Skipped({ skipped }: { readonly skipped: MoveReply['skipped'] }) {
  if (skipped.length === 0) return null;
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  return (
    <ul class="skipped-doors">
      {reasons.map((reason) => {
        const n = skipped.filter((each) => each.reason === reason).length;
        return (
          <li key={reason}>
            {tMaybe(`desk.skipped.${reason}`, { n }) ?? t('desk.skipped.other', { n, code: reason })}
          </li>
        );
      })}
    </ul>
  );
}
