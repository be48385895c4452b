import { t } from '../../messages';

/** A value of a field as it stands on the wire, in a line. */
export function sayValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return t('desk.household.empty');
  if (Array.isArray(value)) return value.map(sayValue).join(t('desk.list'));
  if (typeof value === 'object')
    return Object.values(value)
      .filter((part) => part !== null)
      .map(String)
      .join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** An address as it stands on the wire, with the name of its building for that building's id. */
export function sayAddress(value: unknown, building: string): string {
  const { entrance, floor, door } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const storey = typeof floor === 'number' ? t('desk.household.floor', { floor }) : null;
  return [building, entrance, storey, door].filter((part) => typeof part === 'string' && part !== '').join(' ');
}
