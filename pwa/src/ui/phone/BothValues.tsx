import { t, tMaybe } from '../../messages';
import { reference, session } from '../../store';
import { buildingName } from '../card/words';
import type { Conflict } from './conflicts';

/** Both values of each field that two people wrote: the one that stands, and the other one, which is kept. */
export function BothValues({ conflicts }: { readonly conflicts: readonly Conflict[] }) {
  if (conflicts.length === 0) return null;
  return (
    <dl class="both-values">
      {conflicts.map((conflict) => (
        <div key={`${conflict.resident_id ?? ''}/${conflict.field}/${conflict.other_at}`}>
          <dt>{tMaybe(`core.field.${conflict.field}`) ?? conflict.field}</dt>
          <dd>
            {t('core.both.kept', { value: written(conflict.kept), who: nameOf(conflict.kept_by) })}
            <br />
            {t('core.both.other', { value: written(conflict.other), who: nameOf(conflict.other_by) })}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function written(value: unknown): string {
  if (Array.isArray(value))
    return value.length === 0 ? t('core.both.empty') : value.map(written).join(t('core.both.comma'));
  if (typeof value === 'string') return value === '' ? t('core.both.empty') : value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return t(value ? 'core.both.yes' : 'core.both.no');
  if (typeof value !== 'object' || value === null) return t('core.both.empty');
  return Object.entries(value as Readonly<Record<string, unknown>>)
    .map(([name, part]) => (name === 'building_id' ? buildingName(String(part)) : part))
    .filter((part) => part !== null && part !== '')
    .map(written)
    .join(' ');
}

function nameOf(person_id: string): string {
  if (person_id === session.value?.person.id) return t('core.both.you');
  return reference.value.members.get(person_id)?.name ?? t('core.both.somebody');
}
