import { useSignal } from '@preact/signals';
import { t, tMaybe } from '../../messages';
import { api, type Card, type Draft } from '../../store';
import { Ask } from '../board/Ask';
import { writeNow } from '../board/write';
import { Button, Field, toast } from '../parts';

interface Props {
  readonly household: string;
  readonly label: string;
  readonly reason: string | null;
  readonly onSettled: () => void;
}

type CloseReason = 'no_such_door' | 'not_a_dwelling' | 'demolished';
const isCloseReason = (text: string | null): text is CloseReason =>
  text === 'no_such_door' || text === 'not_a_dwelling' || text === 'demolished';

/** A volunteer says that a door is none. The coordinator closes it, or says that it stays. */
export function Closing({ household, label, reason, onSettled }: Props) {
  const asking = useSignal<'close' | 'keep' | null>(null);
  const why = useSignal('');
  const write = async (make: (seen: number) => Draft, text: string): Promise<void> => {
    const { version } = await api.get<Pick<Card, 'version'>>(`/api/households/${household}`);
    sayTold(await writeNow([make(version)]), text);
    onSettled();
  };
  const close = (): Promise<void> =>
    write(
      (seen) => ({
        type: 'close_household',
        household_id: household,
        seen,
        reason: isCloseReason(reason) ? reason : 'no_such_door',
      }),
      t('desk.closing.closed', { place: label }),
    );
  const keep = (): Promise<void> =>
    write(
      (seen) => ({ type: 'reopen_household', household_id: household, seen, reason: why.value.trim() }),
      t('desk.closing.kept', { place: label }),
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

/** Says what the server made of a write, and how to take it back. */
export function sayTold(told: Awaited<ReturnType<typeof writeNow>>, done: string, undo?: () => Promise<void>): void {
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
