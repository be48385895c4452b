import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { useGet } from '../board/resource';
import { withQuery } from '../board/office';
import { Trouble } from '../board/Trouble';
import { Icon } from '../parts';
import type { Area, Areas } from './wire';

interface Props {
  readonly areas: readonly Area[];
  readonly chosen: string | null;
  /** Names, the top first: the way down that is open from the start. */
  readonly way: readonly string[];
  readonly onPick: (area: Area) => void;
}

/** Areas with what lies below them, each fetched when it is opened. */
export function AreaTree({ areas, chosen, way, onPick }: Props) {
  return (
    <ul class="area-tree">
      {areas.map((area) => (
        <Node
          key={area.id}
          area={area}
          chosen={chosen}
          way={way[0] === area.name ? way.slice(1) : []}
          onPick={onPick}
          isOpen={areas.length === 1 || way[0] === area.name}
        />
      ))}
    </ul>
  );
}

interface NodeProps extends Omit<Props, 'areas'> {
  readonly area: Area;
  readonly isOpen: boolean;
}

function Node({ area, chosen, way, onPick, isOpen }: NodeProps) {
  const open = useSignal(isOpen);
  const shown = open.value && area.children > 0;
  return (
    <li>
      <div class="area-node" data-chosen={area.id === chosen}>
        {area.children > 0 ? (
          <button
            type="button"
            class="area-open"
            aria-expanded={open.value}
            aria-label={t('setup.areas.open', { name: area.name })}
            onClick={() => (open.value = !open.value)}
          >
            <Icon name={open.value ? 'down' : 'forward'} size="small" />
          </button>
        ) : (
          <span class="area-open" />
        )}
        <button type="button" class="area-name" aria-pressed={area.id === chosen} onClick={() => onPick(area)}>
          {area.name}
          {area.buildings > 0 && <span data-quiet>{t('setup.areas.buildings', { n: area.buildings })}</span>}
        </button>
      </div>
      {shown && <Below parent={area.id} chosen={chosen} way={way} onPick={onPick} />}
    </li>
  );
}

function Below({ parent, chosen, way, onPick }: Omit<Props, 'areas'> & { readonly parent: string }) {
  const { data, problem, reload } = useGet<Areas>(withQuery('/api/areas', { parent_id: parent }));
  if (data !== null) return <AreaTree areas={data.areas} chosen={chosen} way={way} onPick={onPick} />;
  return problem === null ? <p role="status">{t('core.loading')}</p> : <Trouble problem={problem} onRetry={reload} />;
}
