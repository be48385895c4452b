/** Which doors are shared out, and how that stands in the address: the same words as the list of doors, and a few more. */
import { STATES } from '../board/counts';
import type { DoorsFrom } from './wire';

export interface Chosen {
  readonly team_id?: string;
  readonly unassigned?: true;
  readonly building_id?: string;
  readonly state?: string;
  readonly tries?: number;
  readonly unvisited?: true;
  readonly silent?: true;
  readonly need?: string;
}

const KEYS: readonly (keyof Chosen)[] = [
  'team_id',
  'unassigned',
  'building_id',
  'state',
  'tries',
  'unvisited',
  'silent',
  'need',
];

/** Reads what it knows of an address. Without anything: the doors that no team has. */
export function readChosen(query: Readonly<Record<string, string>>): Chosen {
  const text = (key: string): string => (query[key] ?? '').trim();
  const found: Chosen = {
    ...(text('team_id') && { team_id: text('team_id') }),
    ...(text('unassigned') === '1' && { unassigned: true as const }),
    ...(text('building_id') && { building_id: text('building_id') }),
    ...(STATES.some((state) => state === text('state')) && { state: text('state') }),
    ...(/^\d{1,2}$/.test(text('tries')) && { tries: Number(text('tries')) }),
    ...(text('unvisited') === '1' && { unvisited: true as const }),
    ...(text('silent') === '1' && { silent: true as const }),
    ...(text('need') && { need: text('need').slice(0, 100) }),
  };
  return Object.keys(found).length === 0 && text('any') === '' ? { unassigned: true } : found;
}

export function sharingPath(chosen: Chosen): string {
  const query = new URLSearchParams();
  for (const key of KEYS) {
    const value = chosen[key];
    if (value !== undefined) query.set(key, value === true ? '1' : String(value));
  }
  if (query.size === 0) query.set('any', '1');
  return `/desk/sharing?${query.toString()}`;
}

/** The filter of the server; null where nothing is said, for that would be everything. */
export function fromOf({ unassigned, ...rest }: Chosen): DoorsFrom | null {
  const from: DoorsFrom = { ...rest, ...(unassigned === true && { team_id: null }) };
  return Object.keys(from).length === 0 ? null : from;
}

/** The doors that no team has, wherever they are: if there are none, all are shared out. */
export function asksOnlyForUnassigned({ unassigned, building_id: _, ...conditions }: Chosen): boolean {
  return unassigned === true && Object.keys(conditions).length === 0;
}
