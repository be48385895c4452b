import { t, tCode } from '../../messages';
import type { Area } from './wire';

interface Props {
  readonly areas: readonly Area[] | null;
  readonly chosen: string | null;
  readonly onPick: (area: Area) => void;
}

/** What a search found, each with what lies over it. */
export function FoundAreas({ areas, chosen, onPick }: Props) {
  if (areas === null) return <p role="status">{t('core.loading')}</p>;
  return (
    <>
      <p role="status" data-quiet>
        {areas.length === 0 ? t('setup.areas.not_found') : t('setup.areas.found', { n: areas.length })}
      </p>
      <ul class="area-found">
        {areas.map((area) => (
          <li key={area.id}>
            <button type="button" aria-pressed={area.id === chosen} onClick={() => onPick(area)}>
              <b>{area.name}</b>
              <span data-quiet>{area.above.join(' › ') || tCode(`setup.level.${area.level}`, area.level)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
