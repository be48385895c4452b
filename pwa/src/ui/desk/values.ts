import { t } from '../../messages';
import type { Named } from '../board/wire';

/** A value of a field as it stands on the wire, in a line. `buildings`: what the server called those that it names. */
export function sayValue(value: unknown, buildings: readonly Named[] = []): string {
  if (value === null || value === undefined || value === '') return t('desk.household.empty');
  if (typeof value === 'boolean') return t(value ? 'desk.value.yes' : 'desk.value.no');
  if (Array.isArray(value)) return value.map((part) => sayValue(part)).join(t('desk.list'));
  if (typeof value === 'object')
    return 'building_id' in value
      ? sayAddress(value, sayBuilding(value.building_id, buildings))
      : Object.values(value)
          .filter((part) => part !== null)
          .map(String)
          .join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Never an id: nobody could read it. */
export function sayBuilding(id: unknown, buildings: readonly Named[]): string {
  return buildings.find((building) => building.id === id)?.name ?? t('desk.household.some_building');
}

/** An address as it stands on the wire, with the name of its building for that building's id. */
export function sayAddress(value: unknown, building: string): string {
  const { entrance, floor, door } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const storey = typeof floor === 'number' ? t('desk.household.floor', { floor }) : null;
  return [building, entrance, storey, door].filter((part) => typeof part === 'string' && part !== '').join(' ');
}
