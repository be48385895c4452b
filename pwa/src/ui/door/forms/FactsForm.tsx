import { t } from '../../../messages';
import type { Door } from '../../card/types';
import { Field } from '../../parts';
import type { ScreenProps } from '../../router';
import { NotHere } from '../NotHere';
import { changedHousehold, factsOf, isWhole, linesOf, type Facts } from './changes';
import { useForm } from './draft';
import { useHeldDoor } from './held';
import { formKey } from './keys';
import { FormPage } from './FormPage';
import { NeedsField } from './NeedsField';
import './facts.css';

interface Value extends Facts {
  /** What was shown when the form was opened: only what differs from it is sent. */
  readonly before: Facts;
  /** In which building it stood then: an address is one there. */
  readonly building_id: string;
}

export function FactsForm({ params }: ScreenProps) {
  const door = useHeldDoor(params['id'] ?? '');
  return door === undefined ? <NotHere id={params['id'] ?? ''} /> : <CorrectFacts key={door.id} door={door} />;
}

function CorrectFacts({ door }: { readonly door: Door }) {
  const { household } = door.card;
  const fresh = (): Value => ({
    ...factsOf(household),
    before: factsOf(household),
    building_id: household.building_id,
  });
  const form = useForm<Value>(formKey('facts', door.id), door.seen, fresh);
  const value = form?.value ?? fresh();
  const fields = changedHousehold(value.before, value, value.building_id);
  const change = (part: Partial<Facts>): void => form?.change(part);
  return (
    <FormPage
      door={door}
      title={t('door.facts.title')}
      form={form}
      missing={missingOf(value, Object.keys(fields).length)}
      what={t('door.facts.what')}
      drafts={() => [{ type: 'correct_household', household_id: door.id, seen: form?.seen ?? null, fields }]}
    >
      <Field label={t('door.facts.name')} maxLength={200} value={value.name} onInput={(name) => change({ name })} />
      <Field
        label={t('door.facts.phones')}
        lines={2}
        inputMode="tel"
        hint={t('door.facts.phones_hint')}
        maxLength={400}
        value={value.phones}
        onInput={(phones) => change({ phones })}
      />
      <Field
        label={t('door.facts.people')}
        inputMode="numeric"
        problem={isWhole(value.people, 0, 1000) ? undefined : t('door.facts.whole')}
        value={value.people}
        onInput={(people) => change({ people })}
      />
      <NeedsField needs={value.needs} onChange={(needs) => change({ needs })} />
      <Field
        label={t('door.facts.note')}
        lines={3}
        maxLength={4000}
        value={value.note}
        onInput={(note) => change({ note })}
      />
      <fieldset class="facts-address">
        <legend>{t('door.facts.address')}</legend>
        <Field
          label={t('door.facts.entrance')}
          maxLength={200}
          value={value.entrance}
          onInput={(entrance) => change({ entrance })}
        />
        <Field
          label={t('door.facts.floor')}
          inputMode="text"
          problem={isWhole(value.floor, -20, 400) ? undefined : t('door.facts.whole')}
          value={value.floor}
          onInput={(floor) => change({ floor })}
        />
        <Field
          label={t('door.facts.door')}
          maxLength={200}
          value={value.door}
          onInput={(number) => change({ door: number })}
        />
      </fieldset>
    </FormPage>
  );
}

function missingOf(value: Value, changes: number): string | null {
  if (!isWhole(value.people, 0, 1000) || !isWhole(value.floor, -20, 400)) return t('door.facts.whole');
  if (linesOf(value.phones).length > 10) return t('door.facts.phones_most');
  return changes === 0 ? t('door.facts.unchanged') : null;
}
