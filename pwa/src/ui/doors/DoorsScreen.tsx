import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t } from '../../messages';
import { reference } from '../../store';
import { compareText, natural } from '../card/address';
import { SentChip } from '../card/SentChip';
import type { Door, Household } from '../card/types';
import { buildingName } from '../card/words';
import { NoDoors } from '../next/Nothing';
import { isClosed } from '../next/order';
import { progressOf } from '../next/progress';
import { nextAfter, walked } from '../next/turns';
import { Icon } from '../parts';
import { navigate, type ScreenProps } from '../router';
import { BuildingGrid } from './BuildingGrid';
import './doors.css';
import { EntranceTabs } from './EntranceTabs';
import { entrancesOf } from './grid';
import { Many } from './Many';
import type { Picked } from './picking';
import { ViewSwitch } from './ViewSwitch';

export function DoorsScreen({ query }: ScreenProps) {
  const picked = useSignal<Picked>(null);
  const opened = useRef<Household | null>(null);
  const all = walked.value.filter((door) => !isClosed(door));
  const next = nextAfter(null)?.door ?? null;
  const buildings = buildingsOf(all);
  opened.current ??= next?.card.household ?? null; // another next door does not take the person to another building
  const start = opened.current;
  const building = buildings.find(({ id }) => id === (query['building'] ?? start?.building_id)) ?? buildings[0];
  if (building === undefined) return <NoDoors />;
  const entrances = entrancesOf(building.doors);
  const wanted = query['entrance'] ?? (start?.building_id === building.id ? (start.entrance ?? '') : null);
  const entrance = entrances.find(({ name }) => name === wanted) ?? entrances[0];
  const go = (id: string, name: string | null): void => {
    picked.value = null;
    navigate(
      `/doors?${new URLSearchParams({ building: id, ...(name === null ? {} : { entrance: name }) }).toString()}`,
      { replace: true },
    );
  };
  const progress = progressOf(building.doors);
  return (
    <main class="doors">
      <header class="doors-head">
        <h1 class="visually-hidden">{t('door.doors.title')}</h1>
        <label class="doors-building">
          <span class="visually-hidden">{t('door.doors.building')}</span>
          <select value={building.id} onChange={(event) => go(event.currentTarget.value, null)}>
            {buildings.map(({ id }) => (
              <option key={id} value={id}>
                {buildingName(id)}
              </option>
            ))}
          </select>
          <Icon name="down" />
        </label>
        <SentChip />
      </header>
      <p class="doors-count">
        {t('door.doors.count', { known: progress.known, visited: progress.visited, met: progress.met })}
      </p>
      <div class="doors-bar">
        <ViewSwitch view="grid" building={building.id} />
        <a class="button" data-size="small" href={`/add-door?building=${building.id}`}>
          <Icon name="plus" />
          {t('door.doors.add')}
        </a>
        <EntranceTabs entrances={entrances} chosen={entrance?.name ?? ''} onChoose={(name) => go(building.id, name)} />
      </div>
      {entrance !== undefined && <BuildingGrid entrance={entrance} nextId={next?.id ?? null} picked={picked} />}
      <Many picked={picked} entrance={entrance?.doors ?? []} next={next} />
    </main>
  );
}

interface BuildingDoors {
  readonly id: string;
  readonly doors: readonly Door[];
}

/** The buildings of these doors in the order of their names. */
function buildingsOf(doors: readonly Door[]): readonly BuildingDoors[] {
  const groups = new Map<string, Door[]>();
  for (const id of reference.value.buildings.keys()) groups.set(id, []);
  for (const door of doors) {
    const { building_id } = door.card.household;
    const group = groups.get(building_id);
    if (group === undefined) groups.set(building_id, [door]);
    else group.push(door);
  }
  return [...groups]
    .filter(([, members]) => members.length > 0)
    .map(([id, members]) => ({ id, doors: members }))
    .sort((a, b) => compareText(natural(buildingName(a.id)), natural(buildingName(b.id))));
}
