import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { Button } from '../parts';

/** Telephone numbers, masked until asked for: a desk is looked at over the shoulder. */
export function PhoneNumbers({ numbers }: { readonly numbers: readonly string[] }) {
  const shown = useSignal(false);
  if (numbers.length === 0) return null;
  return (
    <p class="phone-numbers">
      {numbers.map((number) =>
        shown.value ? (
          <a key={number} href={`tel:${number}`}>
            {number}
          </a>
        ) : (
          <span key={number}>{mask(number)}</span>
        ),
      )}
      <Button size="small" kind="quiet" onClick={() => (shown.value = !shown.value)}>
        {shown.value ? t('desk.household.hide') : t('desk.household.show')}
      </Button>
    </p>
  );
}

export const mask = (number: string): string =>
  number.length < 8 ? '····' : `${number.slice(0, 3)}····${number.slice(-4)}`;
