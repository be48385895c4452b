import { currentLanguage, t } from '../../../messages';
import { reference } from '../../../store';
import type { Door } from '../../card/types';
import { Field } from '../../parts';
import type { ScreenProps } from '../../router';
import { NotHere } from '../NotHere';
import { Choice, type Option } from './Choice';
import { useForm } from './draft';
import { useHeldDoor } from './held';
import { formKey } from './keys';
import { FormPage } from './FormPage';

const URGENCIES = ['normal', 'soon', 'urgent'] as const;

interface Value {
  readonly category: string | null;
  readonly text: string;
  readonly urgency: (typeof URGENCIES)[number];
}

const EMPTY: Value = { category: null, text: '', urgency: 'normal' };

export function RequestForm({ params }: ScreenProps) {
  const door = useHeldDoor(params['id'] ?? '');
  return door === undefined ? <NotHere id={params['id'] ?? ''} /> : <Raise key={door.id} door={door} />;
}

function Raise({ door }: { readonly door: Door }) {
  const form = useForm<Value>(formKey('request', door.id), door.seen, () => EMPTY);
  const { category, text, urgency } = form?.value ?? EMPTY;
  return (
    <FormPage
      door={door}
      title={t('door.request.new')}
      form={form}
      missing={
        category === null
          ? t('door.request.category_missing')
          : text.trim() === ''
            ? t('door.request.text_missing')
            : null
      }
      what={t('door.request.what')}
      drafts={() => [
        {
          type: 'raise_request',
          household_id: door.id,
          seen: form?.seen ?? null,
          category: category ?? 'other',
          text: text.trim(),
          urgency,
        },
      ]}
    >
      <Choice
        label={t('door.request.category')}
        options={categoriesOf(door)}
        chosen={category}
        onChoose={(code) => form?.change({ category: code })}
      />
      <Field
        label={t('door.request.text')}
        lines={4}
        maxLength={4000}
        value={text}
        onInput={(words) => form?.change({ text: words })}
      />
      <Choice
        as="narrow"
        label={t('door.request.urgency')}
        options={URGENCIES.map((value) => ({ value, words: t(`door.request.urgency.${value}`) }))}
        chosen={urgency}
        onChoose={(value) => form?.change({ urgency: value })}
      />
    </FormPage>
  );
}

function categoriesOf(door: Door): readonly Option<string>[] {
  const campaign = reference.value.campaigns.get(door.card.assignment.campaign_id);
  const known = (campaign?.categories ?? []).map(({ code, names }) => ({
    value: code,
    words: names[currentLanguage()],
  }));
  return known.length > 0 ? known : [{ value: 'other', words: t('door.request.other') }];
}
