import { useSignal } from '@preact/signals';
import { t, tMaybe } from '../../messages';
import type { CloseReason, SaidClosing } from '../../protocol';
import { UNDONE } from '../../store';
import { settleNow } from '../attention/settle-now';
import { Ask } from '../board/Ask';
import { problemOf } from '../board/resource';
import { sayProblem } from '../board/Trouble';
import { Button, Field, toast } from '../parts';

interface Props {
  readonly household: string;
  /** The version of its card that says so. */
  readonly seen: number | null;
  readonly label: string;
  readonly reason: string | null;
  /** Who says so. */
  readonly by: string | null;
  readonly onSettled: () => void;
}

const isCloseReason = (text: string | null): text is CloseReason =>
  text === 'no_such_door' || text === 'not_a_dwelling' || text === 'demolished';

/** What a decision is of: a word that was not on the screen is not overruled. */
function decidesOf(reason: string | null, by: string | null, confirmed: boolean): { readonly closing?: SaidClosing } {
  return isCloseReason(reason) && by !== null ? { closing: { reason, by, confirmed } } : {};
}

/** A volunteer says that a door is none. The coordinator closes it, or says that it stays. */
export function Closing({ household, seen, label, reason, by, onSettled }: Props) {
  const asking = useSignal<'close' | 'keep' | null>(null);
  const why = useSignal('');
  const close = (): Promise<void> =>
    settleNow(
      {
        type: 'close_household',
        household_id: household,
        seen,
        reason: isCloseReason(reason) ? reason : 'no_such_door',
        ...decidesOf(reason, by, false),
      },
      t('desk.closing.closed', { place: label }),
      onSettled,
    );
  const keep = (): Promise<void> =>
    settleNow(
      {
        type: 'reopen_household',
        household_id: household,
        seen,
        reason: why.value.trim(),
        ...decidesOf(reason, by, false),
      },
      t('desk.closing.kept', { place: label }),
      onSettled,
    );
  const end = (): void => {
    asking.value = null;
  };
  return (
    <>
      <Button size="small" kind="danger" onClick={() => (asking.value = 'close')}>
        {t('desk.closing.close')}
      </Button>
      <Button size="small" onClick={() => (asking.value = 'keep')}>
        {t('desk.closing.keep')}
      </Button>
      {asking.value === 'close' && (
        <Ask
          title={t('desk.closing.close.title', { place: label })}
          verb={t('desk.closing.close')}
          danger
          onYes={close}
          onClose={end}
        >
          <p>{tMaybe(`desk.reason.${reason ?? ''}`) ?? ''}</p>
          <p>{t('desk.closing.close.text')}</p>
        </Ask>
      )}
      {asking.value === 'keep' && (
        <Ask
          title={t('desk.closing.keep.title', { place: label })}
          verb={t('desk.closing.keep')}
          disabled={why.value.trim() === ''}
          onYes={keep}
          onClose={end}
        >
          <Field
            label={t('desk.closing.why')}
            value={why.value}
            maxLength={200}
            onInput={(value) => (why.value = value)}
          />
        </Ask>
      )}
    </>
  );
}

interface OpenProps {
  readonly household: string;
  readonly seen: number;
  readonly label: string;
  readonly closed: { readonly reason: string; readonly by: string };
  readonly onOpened: () => void;
}

/** A door that was closed counts again. */
export function OpenAgain({ household, seen, label, closed, onOpened }: OpenProps) {
  const busy = useSignal(false);
  const open = async (): Promise<void> => {
    busy.value = true;
    try {
      await settleNow(
        {
          type: 'reopen_household',
          household_id: household,
          seen,
          reason: UNDONE,
          ...decidesOf(closed.reason, closed.by, true),
        },
        t('desk.closing.opened', { place: label }),
        onOpened,
      );
    } catch (error) {
      toast(sayProblem(problemOf(error)), { tone: 'problem' });
    } finally {
      busy.value = false;
    }
  };
  return (
    <Button size="small" icon="undo" disabled={busy.value} onClick={() => void open()}>
      {t('desk.closing.open')}
    </Button>
  );
}
