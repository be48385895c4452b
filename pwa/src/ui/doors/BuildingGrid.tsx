import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../messages';
import { DoorRow } from '../card/DoorRow';
import type { Door } from '../card/types';
import { floorWords } from '../card/words';
import { DoorCell } from './DoorCell';
import type { Entrance, Floor } from './grid';
import { canPick, pickFloor, toggle, type Picked } from './picking';

interface Props {
  readonly entrance: Entrance;
  readonly nextId: string | null;
  /** The doors picked as not home; null outside that mode. */
  readonly picked: Signal<Picked>;
}

/** An entrance as a picture. Without floors there is none: then it is a list. */
export function BuildingGrid({ entrance, nextId, picked }: Props) {
  const tower = useRef<HTMLDivElement>(null);
  useEffect(() => {
    tower.current?.querySelector('[data-next]')?.scrollIntoView({ block: 'center' });
  }, [entrance.name]);
  if (entrance.isFlat && picked.value === null) {
    return (
      <div class="tower-scroll">
        <p data-quiet>{t('door.doors.flat')}</p>
        <ul>
          {entrance.doors.map((door) => (
            <li key={door.id}>
              <DoorRow door={door} />
            </li>
          ))}
        </ul>
      </div>
    );
  }
  if (entrance.isFlat) {
    return (
      <div class="tower-scroll">
        <div class="tower-flat">
          {entrance.doors.map((door) => (
            <Cell key={door.id} door={door} nextId={nextId} picked={picked} />
          ))}
        </div>
      </div>
    );
  }
  return (
    <div class="tower-scroll" ref={tower}>
      <div
        class="tower-grid"
        data-picking={picked.value === null ? undefined : ''}
        style={{ '--columns': entrance.columns }}
      >
        {entrance.floors.map((floor) => (
          <FloorRow key={floor.floor} floor={floor} nextId={nextId} picked={picked} />
        ))}
      </div>
    </div>
  );
}

function FloorRow({ floor, nextId, picked }: { readonly floor: Floor } & Omit<Props, 'entrance'>) {
  const doors = floor.cells.filter((cell): cell is Door => cell !== null);
  const name = floorWords(floor.floor);
  const short = shortOf(floor.floor);
  return (
    <div class="floor-row" role="group" aria-label={name}>
      {picked.value === null ? (
        <span class="floor-name" aria-hidden="true">
          {short}
        </span>
      ) : (
        <button type="button" class="floor-name" onClick={() => (picked.value = pickFloor(picked.value, doors))}>
          <span aria-hidden="true">{short}</span>
          <span class="visually-hidden">{t('door.doors.pick_floor', { floor: name })}</span>
        </button>
      )}
      {floor.cells.map((door, column) =>
        door === null ? (
          <span key={`gap-${column}`} />
        ) : (
          <Cell key={door.id} door={door} nextId={nextId} picked={picked} />
        ),
      )}
    </div>
  );
}

function Cell({ door, nextId, picked }: { readonly door: Door } & Omit<Props, 'entrance'>) {
  return (
    <DoorCell
      door={door}
      isNext={door.id === nextId}
      picked={picked.value?.has(door.id) ?? null}
      canPick={canPick(door)}
      onPick={() => (picked.value = toggle(picked.value, door))}
    />
  );
}

function shortOf(floor: number | null): string {
  if (floor === null) return '?';
  return floor < 0 ? t('door.floor.short_basement', { floor: -floor }) : String(floor);
}
