import { t, tMaybe } from '../../messages';
import { session } from '../../store';
import { calendar, now } from '../card/now';
import type { Card, Conflict } from '../card/types';
import { buildingName, dayWords, needWords, personWords } from '../card/words';
import { Icon } from '../parts';

/** What two people wrote differently: both values, who and when. Nobody at the door has to settle it. */
export function Differences({ card }: { readonly card: Card }) {
  if (card.conflicts.length === 0) return null;
  return (
    <ul class="door-differences">
      {card.conflicts.map((conflict) => (
        <li key={`${conflict.resident_id ?? ''} ${conflict.field} ${conflict.other_by} ${conflict.other_at}`}>
          <Icon name="scale" />
          <div>
            <b>{fieldWords(conflict, card)}</b>
            <p>{told(conflict.kept, conflict.kept_by, conflict.kept_at)}</p>
            <p>{told(conflict.other, conflict.other_by, conflict.other_at)}</p>
            <p data-quiet>{t('door.differ.both_kept')}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function fieldWords({ field, resident_id }: Conflict, { residents }: Card): string {
  const word = tMaybe(`door.field.${field}`) ?? field;
  const name = residents.find((resident) => resident.id === resident_id)?.name ?? '';
  return name === '' ? word : `${name} · ${word}`;
}

function told(value: unknown, by: string, at: number): string {
  const who = by === session.value?.person.id ? t('door.you') : personWords(by);
  return t('door.differ.wrote', { who, value: valueWords(value), day: dayWords(calendar.value.at(at).day, now.value) });
}

/** A field's value as a person would read it: lists joined, an address as one line, nothing as "空". */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return t('door.value.empty');
  if (typeof value === 'string') return tMaybe(`door.resident.status.${value}`) ?? value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return t(value ? 'door.value.yes' : 'door.value.no');
  if (Array.isArray(value))
    return value.length === 0
      ? t('door.value.empty')
      : value.map((each) => needWords(String(each))).join(t('door.and'));
  if (typeof value !== 'object') return t('door.value.empty');
  const text = (name: string): string => {
    const part: unknown = Reflect.get(value, name);
    return typeof part === 'string' ? part : '';
  };
  return [buildingName(text('building_id')), text('entrance'), text('door')].filter((part) => part !== '').join(' ');
}
