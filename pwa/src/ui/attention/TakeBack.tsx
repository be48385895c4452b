import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import type { ApiProblem } from '../../store';
import { problemOf } from '../board/resource';
import { Trouble } from '../board/Trouble';
import { sayTold, writeNow } from '../board/write';
import { Button } from '../parts';
import { shownNow } from './settle-now';
import { openAgain } from './settling';

interface Props {
  readonly household: string;
  readonly correction: string;
  /** What it is about, where several stand in one list: buttons of one name are told apart by it. */
  readonly about: string;
  readonly onDone: () => void;
}

/** Takes a correction, or what was said of a closing, back: what it had settled is open again. */
export function TakeBack({ household, correction, about, onDone }: Props) {
  const busy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const takeBack = async (): Promise<void> => {
    busy.value = true;
    problem.value = null;
    try {
      sayTold(await writeNow([openAgain(await shownNow(household), correction)]), t('desk.settle.undone'));
      onDone();
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <>
      {' '}
      <Button
        size="small"
        icon="undo"
        disabled={busy.value}
        aria-label={`${t('desk.settle.undo')} ${about}`}
        onClick={() => void takeBack()}
      >
        {t('desk.settle.undo')}
      </Button>
      {problem.value !== null && <Trouble problem={problem.value} />}
    </>
  );
}
