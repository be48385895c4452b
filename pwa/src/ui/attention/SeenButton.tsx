import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { problemOf } from '../board/resource';
import { sayProblem } from '../board/Trouble';
import type { AttentionItem } from '../board/wire';
import { Button, toast } from '../parts';
import { markSeen } from './calls';
import { useOnce } from './once';

const KINDS: readonly AttentionItem['kind'][] = ['after_wish', 'superseded', 'doubtful', 'missing', 'silent'];

/** It stays as it is: somebody has looked at it. */
export function SeenButton({ item, onSettled }: { readonly item: AttentionItem; readonly onSettled: () => void }) {
  const busy = useSignal(false);
  const once = useOnce();
  if (!KINDS.includes(item.kind)) return null;
  const mark = async (undo: boolean): Promise<void> => {
    busy.value = true;
    try {
      await once(`${undo} ${item.at}`, (id) => markSeen(item, undo, id));
      if (!undo) toast(t('desk.attention.seen.done'), { undo: () => mark(true) });
      onSettled();
    } catch (error) {
      toast(sayProblem(problemOf(error)), { tone: 'problem' });
    } finally {
      busy.value = false;
    }
  };
  return (
    <Button size="small" disabled={busy.value} onClick={() => void mark(false)}>
      {t('desk.attention.seen')}
    </Button>
  );
}
