import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import type { Named } from '../board/wire';
import { Field } from '../parts';

export interface AreaChoice {
  readonly id: string | null;
  readonly name: string;
}

interface Area extends Named {
  readonly level: string;
  readonly parent_id: string | null;
}

const SHOWN = 8;

/** The community the roll belongs to: one that is known, or the name of a new one. */
export function AreaField({
  chosen,
  onChoose,
  onlyKnown = false,
}: {
  readonly chosen: AreaChoice;
  /** A new name makes no sense here. */
  readonly onlyKnown?: boolean;
  readonly onChoose: (choice: AreaChoice) => void;
}) {
  const asked = useSignal(chosen.name);
  const q = asked.value.trim();
  const found = useGet<{ readonly areas: readonly Area[] }>(q === '' ? '/api/areas' : withQuery('/api/areas', { q }));
  const areas = (found.data?.areas ?? []).filter(({ level }) => level === 'community' || level === 'grid' || q !== '');
  const same = areas.filter(({ name }) => name === q);
  const isNew = chosen.id === null && q !== '' && found.data !== null && same.length === 0;
  return (
    <div class="roll-area">
      <Field
        label={t(onlyKnown ? 'rolls.area.which' : 'rolls.area')}
        value={asked.value}
        maxLength={80}
        hint={
          isNew && !onlyKnown ? t('rolls.area.new', { name: q }) : t(onlyKnown ? 'rolls.area.pick' : 'rolls.area.hint')
        }
        onInput={(value) => {
          asked.value = value;
          onChoose({ id: null, name: value.trim() });
        }}
      />
      {areas.length > 0 && (
        <div class="roll-areas" role="group" aria-label={t('rolls.area.known')}>
          {areas.slice(0, SHOWN).map((area) => (
            <button
              key={area.id}
              type="button"
              class="roll-area-pick"
              aria-pressed={chosen.id === area.id}
              onClick={() => {
                asked.value = area.name;
                onChoose({ id: area.id, name: area.name });
              }}
            >
              {area.name}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
