/** Which doors a list shows, and how that stands in the address: a filter can be kept, sent and gone back to. */
import { STATES } from '../board/counts';
import type { State } from '../board/wire';

export interface DoorFilter {
  readonly team_id?: string;
  readonly building_id?: string;
  readonly person_id?: string;
  readonly state?: State;
  readonly tries?: number;
  readonly unvisited?: true;
  /** Doors that no team has. */
  readonly unassigned?: true;
  readonly q?: string;
}

export type FilterKey = keyof DoorFilter;

const KEYS: readonly FilterKey[] = [
  'team_id',
  'building_id',
  'person_id',
  'state',
  'tries',
  'unvisited',
  'unassigned',
  'q',
];

/** Reads what it knows of an address and leaves out what makes no sense. */
export function readFilter(query: URLSearchParams): DoorFilter {
  const text = (key: string): string => (query.get(key) ?? '').trim();
  const state = STATES.find((known) => known === text('state'));
  return {
    ...(text('team_id') && { team_id: text('team_id') }),
    ...(text('building_id') && { building_id: text('building_id') }),
    ...(text('person_id') && { person_id: text('person_id') }),
    ...(state !== undefined && { state }),
    ...(/^\d{1,2}$/.test(text('tries')) && { tries: Number(text('tries')) }),
    ...(text('unvisited') === '1' && { unvisited: true as const }),
    ...(text('unassigned') === '1' && { unassigned: true as const }),
    ...(text('q') && { q: text('q').slice(0, 100) }),
  };
}

/** The address of a filter: the same filter always gives the same words. */
export function writeFilter(filter: DoorFilter): string {
  const query = new URLSearchParams();
  for (const key of KEYS) {
    const value = filter[key];
    if (value !== undefined) query.set(key, value === true ? '1' : String(value));
  }
  return query.toString();
}

export const sameFilter = (a: DoorFilter, b: DoorFilter): boolean => writeFilter(a) === writeFilter(b);

/** The filter with one part changed; an empty value takes the part away. */
export function changeFilter(filter: DoorFilter, key: FilterKey, value: string): DoorFilter {
  const query = new URLSearchParams(writeFilter(filter));
  if (value === '') query.delete(key);
  else query.set(key, value);
  return readFilter(query);
}

export function activeKeys(filter: DoorFilter): readonly FilterKey[] {
  return KEYS.filter((key) => filter[key] !== undefined);
}

/** Where a list of doors lives. `door` opens one household beside the list. */
export function doorsPath(filter: DoorFilter, door?: string): string {
  const query = new URLSearchParams(writeFilter(filter));
  if (door !== undefined) query.set('door', door);
  const text = query.toString();
  return text === '' ? '/desk/doors' : `/desk/doors?${text}`;
}
