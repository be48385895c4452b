import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { natural } from '../board/heat';
import { MOST_WORDS, withQuery } from '../board/office';
import { useGet } from '../board/resource';
import type { DoorPage, Named } from '../board/wire';
import { Button, Field } from '../parts';

interface Chosen {
  readonly id: string;
  readonly place: string;
}

interface Props {
  readonly chosen: Chosen | null;
  /** It names no door, or one at which this person may not apply it. */
  readonly mustChoose: boolean;
  readonly onChoose: (chosen: Chosen | null) => void;
}

const SHOWN = 6;

/** Another door than the one that the work names, found by number or name. */
export function PickDoor({ chosen, mustChoose, onChoose }: Props) {
  const q = useSignal('');
  const words = q.value.trim();
  const building = useSignal('');
  const known = useGet<{ readonly buildings: readonly Named[] }>('/api/buildings').data?.buildings ?? [];
  const buildings = [...known].sort((a, b) => natural(a.name, b.name));
  const asked = words === '' ? null : withQuery('/api/households', { building_id: building.value, limit: SHOWN });
  const found = useGet<DoorPage>(asked, words);
  if (chosen !== null)
    return (
      <p class="between">
        <b>{chosen.place}</b>
        <Button size="small" onClick={() => onChoose(null)}>
          {t('desk.attention.rehome.none')}
        </Button>
      </p>
    );
  return (
    <>
      <label class="field">
        <span>{t('desk.col.building')}</span>
        <select value={building.value} onChange={(event) => (building.value = event.currentTarget.value)}>
          <option value="">{t('desk.filter.any_building')}</option>
          {buildings.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Field
        label={t(mustChoose ? 'desk.attention.rehome.which' : 'desk.attention.rehome')}
        hint={t(mustChoose ? 'desk.attention.rehome.must' : 'desk.attention.rehome.hint')}
        type="search"
        value={q.value}
        maxLength={MOST_WORDS}
        onInput={(value) => (q.value = value)}
      />
      <ul class="attention-doors">
        {(words === '' ? [] : (found.data?.households ?? [])).map((row) => {
          const place = [row.building, row.entrance ?? '', row.door ?? ''].filter((part) => part !== '').join(' ');
          return (
            <li key={row.id}>
              <Button size="small" onClick={() => onChoose({ id: row.id, place })}>
                {[place, row.name ?? ''].filter((part) => part !== '').join(' · ')}
              </Button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
