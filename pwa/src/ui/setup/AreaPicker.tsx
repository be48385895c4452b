import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { MOST_WORDS, withQuery } from '../board/office';
import { useGet } from '../board/resource';
import { Field } from '../parts';
import { FoundAreas } from './FoundAreas';
import { useSettled } from './settled';
import type { Area, Areas } from './wire';

interface Props {
  readonly label: string;
  readonly hint?: string;
  readonly onPick: (area: Area) => void;
}

/** Finds an area by its name, its pinyin or its initials. */
export function AreaPicker({ label, hint, onPick }: Props) {
  const typed = useSignal('');
  const sought = useSettled(typed.value.trim());
  const found = useGet<Areas>(sought === '' ? null : withQuery('/api/areas', { q: sought }));
  return (
    <div class="area-picker" onKeyDown={keepEnter}>
      <Field
        label={label}
        type="search"
        hint={hint}
        value={typed.value}
        maxLength={MOST_WORDS}
        placeholder={t('setup.areas.search.hint')}
        onInput={(value) => (typed.value = value)}
      />
      {sought !== '' && (
        <FoundAreas
          areas={found.data?.areas ?? null}
          chosen={null}
          onPick={(area) => {
            typed.value = '';
            onPick(area);
          }}
        />
      )}
    </div>
  );
}

/** The Enter key looks for areas here: it sends no form before one is picked. */
function keepEnter(event: KeyboardEvent): void {
  if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
}
