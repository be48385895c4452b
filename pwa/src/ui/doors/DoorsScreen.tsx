import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { reference } from '../../store';
import { compareText, natural } from '../card/address';
import { SentChip } from '../card/SentChip';
import type { Door } from '../card/types';
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
import { ViewSwitch } from './ViewSwitch';

export function DoorsScreen({ query }: ScreenProps) {
  const picked = useSignal<ReadonlySet<string> | null>(null);
  const all = walked.value.filter((door) => !isClosed(door));
  const next = nextAfter(null)?.door ?? null;
  const buildings = buildingsOf(all);
  const building =
    buildings.find(({ id }) => id === (query['building'] ?? next?.card.household.building_id)) ?? buildings[0];
  if (building === undefined) return <NoDoors />;
  const entrances = entrancesOf(building.doors);
  const wanted =
    query['entrance'] ??
    (next?.card.household.building_id === building.id ? (next.card.household.entrance ?? '') : null);
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
    <div class="doors">
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
    </div>
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
