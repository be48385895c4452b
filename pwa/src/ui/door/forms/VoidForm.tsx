import { t } from '../../../messages';
import { calendar, now } from '../../card/now';
import type { Door, Visit } from '../../card/types';
import { momentWords, outcomeWords } from '../../card/words';
import { Field } from '../../parts';
import type { ScreenProps } from '../../router';
import { NotHere } from '../NotHere';
import { useForm } from './draft';
import { useHeld, useHeldDoor } from './held';
import { formKey } from './keys';
import { FormPage } from './FormPage';
import { Phrases } from './Phrases';

export function VoidForm({ params }: ScreenProps) {
  const door = useHeldDoor(params['id'] ?? '');
  const about = params['visit'] ?? '';
  const visit = useHeld(
    about,
    door?.card.visits.find(({ id }) => id === about),
  );
  if (door === undefined || visit === undefined) return <NotHere id={params['id'] ?? ''} />;
  return <VoidVisit key={visit.id} door={door} visit={visit} />;
}

/** A visit is never edited: it is voided with a reason, and recorded again if there was one. */
function VoidVisit({ door, visit }: { readonly door: Door; readonly visit: Visit }) {
  const form = useForm(formKey('void', door.id, visit.id), door.seen, () => ({ reason: '' }));
  const reason = form?.value.reason ?? '';
  return (
    <FormPage
      door={door}
      title={t('door.void.title')}
      form={form}
      missing={reason.trim() === '' ? t('door.reason_missing') : null}
      what={t('door.void.what')}
      button={t('door.void.save')}
      drafts={() => [
        {
          type: 'void_visit',
          household_id: door.id,
          seen: form?.seen ?? null,
          visit_id: visit.id,
          reason: reason.trim(),
        },
      ]}
    >
      <p class="form-summary">
        <b>{outcomeWords(visit.outcome)}</b> · {momentWords(visit.at, calendar.value, now.value)}
        {visit.note != null && visit.note !== '' && ` · ${visit.note}`}
      </p>
      <Field
        label={t('door.reason')}
        lines={2}
        maxLength={4000}
        value={reason}
        onInput={(text) => form?.change({ reason: text })}
      />
      <Phrases kind="void" note={reason} onChange={(text) => form?.change({ reason: text })} />
    </FormPage>
  );
}
