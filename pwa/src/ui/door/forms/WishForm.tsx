import { t } from '../../../messages';
import { dateOf, dayOf } from '../../card/calendar';
import { now } from '../../card/now';
import type { Door } from '../../card/types';
import { dateWords } from '../../card/words';
import { Field } from '../../parts';
import type { ScreenProps } from '../../router';
import { NotHere } from '../NotHere';
import { Choice } from './Choice';
import { useForm } from './draft';
import { useHeldDoor } from './held';
import { formKey } from './keys';
import { FormPage } from './FormPage';
import { Phrases } from './Phrases';

interface Value {
  readonly who: string;
  readonly reason: string;
  readonly review_on: string;
}

const WHOLE_DOOR = 'door';
const EMPTY: Value = { who: WHOLE_DOOR, reason: '', review_on: '' };
const MONTHS = [3, 6, 12] as const;

export function WishForm({ params }: ScreenProps) {
  const door = useHeldDoor(params['id'] ?? '');
  return door === undefined ? <NotHere id={params['id'] ?? ''} /> : <Wish key={door.id} door={door} />;
}

/** A wish not to be contacted: whose, why, and when it may be asked about again. */
function Wish({ door }: { readonly door: Door }) {
  const form = useForm<Value>(formKey('wish', door.id), door.seen, () => EMPTY);
  const { who, reason, review_on } = form?.value ?? EMPTY;
  const reviews = MONTHS.map((months) => ({ months, day: dayAfter(now.value.day, months) }));
  const before = reviews.some(({ day }) => dateOf(day) === review_on) ? null : dayOf(review_on);
  const residents = door.card.residents.filter(({ status }) => status == null);
  return (
    <FormPage
      door={door}
      title={t('door.wish.title')}
      form={form}
      missing={reason.trim() === '' ? t('door.reason_missing') : null}
      what={t('door.wish.what')}
      drafts={() => [
        {
          type: 'refuse_contact',
          household_id: door.id,
          seen: form?.seen ?? null,
          reason: reason.trim(),
          ...(dayOf(review_on) === null ? {} : { review_on }),
          ...(who === WHOLE_DOOR ? {} : { resident_id: who }),
        },
      ]}
    >
      <Choice
        as="rows"
        label={t('door.wish.who')}
        options={[
          { value: WHOLE_DOOR, words: t('door.wish.whole_door'), hint: t('door.wish.whole_door_hint') },
          ...residents.map(({ id, name }) => ({
            value: id,
            words: t('door.wish.only', { name: name ?? t('door.people.unnamed') }),
            hint: t('door.wish.only_hint'),
          })),
        ]}
        chosen={who}
        onChoose={(value) => form?.change({ who: value })}
      />
      <Field
        label={t('door.reason')}
        lines={2}
        maxLength={4000}
        value={reason}
        onInput={(text) => form?.change({ reason: text })}
      />
      <Phrases kind="wish" note={reason} onChange={(text) => form?.change({ reason: text })} />
      <Choice
        as="wide"
        label={t('door.wish.review')}
        options={[
          { value: '', words: t('door.wish.review_never') },
          ...(before === null ? [] : [{ value: review_on, words: dateWords(before, now.value) }]),
          ...reviews.map(({ months, day }) => ({
            value: dateOf(day),
            words: t('door.wish.review_months', { n: months }),
            hint: dateWords(day, now.value),
          })),
        ]}
        chosen={review_on}
        onChoose={(value) => form?.change({ review_on: value })}
      />
    </FormPage>
  );
}

function dayAfter(day: number, months: number): number {
  const date = new Date(`${dateOf(day)}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return Math.floor(date.getTime() / 86_400_000);
}
