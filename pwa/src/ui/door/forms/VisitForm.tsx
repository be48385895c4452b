import { t } from '../../../messages';
import { isWindow } from '../../card/appointment';
import { dayOf } from '../../card/calendar';
import { now } from '../../card/now';
import type { Door, Outcome } from '../../card/types';
import { outcomeWords } from '../../card/words';
import { Field } from '../../parts';
import type { ScreenProps } from '../../router';
import { NotHere } from '../NotHere';
import type { Draft } from '../saved';
import { AppointmentPicker, NOT_AGREED, type Agreed } from './AppointmentPicker';
import { Choice } from './Choice';
import { useForm } from './draft';
import { useHeldDoor } from './held';
import { formKey } from './keys';
import { FormPage } from './FormPage';
import { Phrases } from './Phrases';

interface Value {
  readonly note: string;
  readonly agreed: Agreed;
  readonly gone: 'moved' | 'vacant' | null;
}

const KINDS = ['met', 'not_home', 'call_back', 'refused', 'gone', 'inaccessible'] as const;
type Kind = (typeof KINDS)[number];

export function VisitForm({ params, query }: ScreenProps) {
  const door = useHeldDoor(params['id'] ?? '');
  const kind = KINDS.find((each) => each === params['outcome']) ?? 'met';
  if (door === undefined) return <NotHere id={params['id'] ?? ''} />;
  return <Visit key={`${door.id} ${kind}`} door={door} kind={kind} instead={query['instead'] ?? null} />;
}

/** The short question after an outcome: a note if wanted, a time to come again, or which of two. */
function Visit({ door, kind, instead }: { readonly door: Door; readonly kind: Kind; readonly instead: string | null }) {
  const about = instead === null ? [kind] : [kind, instead];
  const before = door.card.visits.find(({ id }) => id === instead);
  const fresh = (): Value => ({ note: before?.note ?? '', agreed: NOT_AGREED, gone: null });
  const form = useForm<Value>(formKey('visit', door.id, ...about), door.seen, fresh);
  const value = form?.value ?? fresh();
  const outcome: Outcome = kind === 'gone' ? (value.gone ?? 'vacant') : kind;
  return (
    <FormPage
      door={door}
      title={t(`door.outcome.${kind}`)}
      form={form}
      missing={missingOf(kind, value)}
      what={outcomeWords(outcome)}
      button={t('door.visit.save')}
      drafts={() => [draftOf(door, outcome, form?.seen ?? null, value)]}
      instead={before?.voided == null ? instead : null} // one that was voided meanwhile is not put back by an undo
    >
      {kind === 'gone' && (
        <Choice
          as="rows"
          label={t('door.visit.which')}
          options={[
            { value: 'moved', words: t('door.outcome.moved'), hint: t('door.visit.moved_hint') },
            { value: 'vacant', words: t('door.outcome.vacant'), hint: t('door.visit.vacant_hint') },
          ]}
          chosen={value.gone}
          onChoose={(gone) => form?.change({ gone })}
        />
      )}
      {kind === 'call_back' && (
        <AppointmentPicker agreed={value.agreed} onChange={(agreed) => form?.change({ agreed })} />
      )}
      <Field
        label={t('door.visit.note')}
        lines={3}
        maxLength={4000}
        value={value.note}
        onInput={(note) => form?.change({ note })}
      />
      <Phrases kind={kind} note={value.note} onChange={(note) => form?.change({ note })} />
    </FormPage>
  );
}

function missingOf(kind: Kind, { agreed, gone }: Value): string | null {
  if (kind === 'gone' && gone === null) return t('door.visit.which_missing');
  if (kind === 'call_back' && (dayOf(agreed.on) ?? 0) < now.value.day) return t('door.appointment.day_missing');
  if (kind === 'call_back' && !isWindow(windowOf(agreed))) return t('door.appointment.hours_wrong');
  return null;
}

function windowOf({ on, from, to }: Agreed) {
  return { on, from: from === '' ? null : from, to: to === '' ? null : to };
}

function draftOf(door: Door, outcome: Outcome, seen: number | null, { note, agreed }: Value): Draft {
  return {
    type: 'record_visit',
    household_id: door.id,
    seen,
    campaign_id: door.card.assignment.campaign_id,
    outcome,
    ...(note.trim() === '' ? {} : { note: note.trim() }),
    ...(outcome === 'call_back' ? { appointment: windowOf(agreed) } : {}),
  };
}
