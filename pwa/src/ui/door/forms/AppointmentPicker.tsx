import { t } from '../../../messages';
import { agreeableDays, agreeableHours } from '../../card/appointment';
import { dayOf } from '../../card/calendar';
import { now } from '../../card/now';
import { dateWords, dayWords, weekdayWords } from '../../card/words';
import { Field } from '../../parts';
import { Choice } from './Choice';
import './appointment-picker.css';

export interface Agreed {
  readonly on: string;
  readonly from: string;
  readonly to: string;
}

export const NOT_AGREED: Agreed = { on: '', from: '', to: '' };

interface Props {
  readonly agreed: Agreed;
  readonly onChange: (agreed: Agreed) => void;
}

/** When to come again: a day to tap, hours to tap, or other hours typed. Hours may be left open. */
export function AppointmentPicker({ agreed, onChange }: Props) {
  const days = agreeableDays(now.value).map((on) => ({ value: on, ...dayChip(on) }));
  const hours = agreeableHours(agreed.on, now.value).map(([from, to]) => ({
    value: `${from}–${to}`,
    words: `${from}–${to}`,
  }));
  return (
    <>
      <Choice
        as="narrow"
        label={t('door.appointment.day')}
        options={days}
        chosen={agreed.on === '' ? null : agreed.on}
        onChoose={(on) => onChange({ ...agreed, on })}
      />
      <Choice
        as="wide"
        label={t('door.appointment.hours')}
        options={hours}
        chosen={`${agreed.from}–${agreed.to}`}
        onChoose={(value) => {
          const [from = '', to = ''] = value.split('–');
          onChange({ ...agreed, from, to });
        }}
      />
      <div class="appointment-hours">
        <Field
          label={t('door.appointment.from')}
          type="time"
          value={agreed.from}
          onInput={(from) => onChange({ ...agreed, from })}
        />
        <Field
          label={t('door.appointment.to')}
          type="time"
          value={agreed.to}
          onInput={(to) => onChange({ ...agreed, to })}
        />
      </div>
    </>
  );
}

function dayChip(on: string): { readonly words: string; readonly hint: string } {
  const day = dayOf(on) ?? 0;
  const isNear = day - now.value.day < 2;
  return { words: isNear ? dayWords(day, now.value) : weekdayWords(day), hint: dateWords(day, now.value) };
}
