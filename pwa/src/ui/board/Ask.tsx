import type { ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import type { ApiProblem } from '../../store';
import { Button, Sheet } from '../parts';
import { useOpenForm } from '../update';
import { problemOf } from './resource';
import { Trouble } from './Trouble';

interface Props {
  readonly title: string;
  readonly children: ComponentChildren;
  /** The verb on the button: what happens, not "OK". */
  readonly verb: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onYes: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something that is hard to take back. It stays open with the reason if the call fails. The Enter key says yes, unless that takes something away. */
export function Ask({ title, children, verb, danger = false, disabled = false, onYes, onClose }: Props) {
  useOpenForm();
  const busy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const go = async (): Promise<void> => {
    busy.value = true;
    problem.value = null;
    try {
      await onYes();
      onClose();
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  const isReady = !disabled && !busy.value;
  const words = busy.value ? t('desk.working') : verb;
  return (
    <Sheet
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('core.action.cancel')}</Button>
          {danger ? (
            <Button kind="danger" disabled={!isReady} onClick={() => void go()}>
              {words}
            </Button>
          ) : (
            <Button kind="primary" type="submit" disabled={!isReady}>
              {words}
            </Button>
          )}
        </>
      }
      {...(danger ? {} : { onSubmit: () => void go() })}
    >
      {children}
      {problem.value !== null && <Trouble problem={problem.value} />}
    </Sheet>
  );
}
