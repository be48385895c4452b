import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import type { Card } from '../../store';
import { Ask } from '../board/Ask';
import { sayTold, writeNow } from '../board/write';
import { Button, Field } from '../parts';

interface Props {
  readonly household: string;
  readonly seen: number;
  readonly wish: Card['do_not_contact'][number];
  readonly onLifted: () => void;
}

/** Only a coordinator lifts a wish, naming it and saying why. */
export function LiftWish({ household, seen, wish, onLifted }: Props) {
  const asking = useSignal(false);
  const why = useSignal('');
  const lift = async (): Promise<void> => {
    const told = await writeNow([
      { type: 'lift_contact', household_id: household, seen, ids: [wish.id], reason: why.value.trim() },
    ]);
    sayTold(told, t('desk.wish.lifted'));
    onLifted();
  };
  return (
    <>
      <Button size="small" onClick={() => (asking.value = true)}>
        {t('desk.wish.lift')}
      </Button>
      {asking.value && (
        <Ask
          title={t('desk.wish.lift.title')}
          verb={t('desk.wish.lift')}
          disabled={why.value.trim() === ''}
          onYes={lift}
          onClose={() => (asking.value = false)}
        >
          <p>{t('desk.wish.lift.text', { reason: wish.reason })}</p>
          <Field
            label={t('desk.wish.why')}
            value={why.value}
            maxLength={200}
            onInput={(value) => (why.value = value)}
          />
        </Ask>
      )}
    </>
  );
}
