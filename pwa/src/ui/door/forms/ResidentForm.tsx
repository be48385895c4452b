import { t } from '../../../messages';
import type { Door, Resident } from '../../card/types';
import { Field } from '../../parts';
import type { ScreenProps } from '../../router';
import { NotHere } from '../NotHere';
import type { Draft } from '../saved';
import { changedResident, isWhole, NOBODY, personOf, type PersonFacts } from './changes';
import { Choice } from './Choice';
import { useForm } from './draft';
import { useHeld, useHeldDoor } from './held';
import { formKey } from './keys';
import { FormPage } from './FormPage';
import { NeedsField } from './NeedsField';

interface Value extends PersonFacts {
  readonly before: PersonFacts;
}

const STATUSES = ['here', 'moved_out', 'died', 'mistake'] as const;

export function ResidentForm({ params }: ScreenProps) {
  const door = useHeldDoor(params['id'] ?? '');
  const about = params['resident'] ?? 'new';
  const resident = useHeld(
    about,
    door?.card.residents.find(({ id }) => id === about),
  );
  const isThere = about === 'new' || resident !== undefined;
  if (door === undefined || !isThere) return <NotHere id={params['id'] ?? ''} />;
  return <CorrectResident key={`${door.id} ${about}`} door={door} resident={resident ?? null} />;
}

function CorrectResident({ door, resident }: { readonly door: Door; readonly resident: Resident | null }) {
  const shown = resident === null ? NOBODY : personOf(resident);
  const fresh = (): Value => ({ ...shown, before: shown });
  const form = useForm<Value>(formKey('resident', door.id, resident?.id ?? 'new'), door.seen, fresh);
  const value = form?.value ?? fresh();
  const fields = changedResident(value.before, value);
  const change = (part: Partial<PersonFacts>): void => form?.change(part);
  const about = { household_id: door.id, seen: form?.seen ?? null, fields };
  const draft: Draft =
    resident === null
      ? { type: 'add_resident', ...about }
      : { type: 'correct_resident', resident_id: resident.id, ...about };
  return (
    <FormPage
      door={door}
      title={resident === null ? t('door.people.add') : t('door.people.correct')}
      form={form}
      missing={missingOf(value, Object.keys(fields).length, resident === null)}
      what={resident === null ? t('door.people.added') : t('door.people.corrected')}
      drafts={() => [draft]}
    >
      {resident !== null && (
        <Choice
          label={t('door.people.status')}
          options={STATUSES.map((status) => ({ value: status, words: t(`door.resident.status.${status}`) }))}
          chosen={value.status}
          onChoose={(status) => change({ status })}
        />
      )}
      <Field label={t('door.people.name')} maxLength={200} value={value.name} onInput={(name) => change({ name })} />
      <Field
        label={t('door.people.phone')}
        type="tel"
        inputMode="tel"
        maxLength={200}
        value={value.phone}
        onInput={(phone) => change({ phone })}
      />
      <Field
        label={t('door.people.birth_year')}
        inputMode="numeric"
        problem={isWhole(value.birth_year, 1850, 2200) ? undefined : t('door.people.birth_year_wrong')}
        maxLength={4}
        value={value.birth_year}
        onInput={(birth_year) => change({ birth_year })}
      />
      <Field
        label={t('door.people.relation')}
        hint={t('door.people.relation_hint')}
        maxLength={200}
        value={value.relation}
        onInput={(relation) => change({ relation })}
      />
      <NeedsField needs={value.needs} onChange={(needs) => change({ needs })} />
      <Field
        label={t('door.facts.note')}
        lines={2}
        maxLength={4000}
        value={value.note}
        onInput={(note) => change({ note })}
      />
    </FormPage>
  );
}

function missingOf(value: Value, changes: number, isNew: boolean): string | null {
  if (!isWhole(value.birth_year, 1850, 2200)) return t('door.people.birth_year_wrong');
  if (isNew && value.name.trim() === '') return t('door.people.name_missing');
  return changes === 0 ? t('door.facts.unchanged') : null;
}
