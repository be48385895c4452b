/** Which doors a list shows, and how that stands in the address: a filter can be kept, sent and gone back to. */
import { STATES } from '../board/counts';
import type { State } from '../board/wire';

export interface DoorFilter {
  readonly team_id?: string;
  /** With what lies below it. */
  readonly area_id?: string;
  readonly building_id?: string;
  readonly person_id?: string;
  readonly state?: State;
  readonly tries?: number;
  readonly least_tries?: number;
  readonly unvisited?: true;
  readonly visited?: true;
  /** Only doors that may be visited. */
  readonly base?: true;
  /** Found on the way. */
  readonly added?: true;
  /** Doors that no team has. */
  readonly unassigned?: true;
  /** A team's, given to nobody in it. */
  readonly unheld?: true;
  /** Still to be reached. */
  readonly waiting?: true;
  /** Nobody has been there for so many days. */
  readonly quiet_days?: number;
  readonly need?: string;
  /** A local day. */
  readonly tried_on?: string;
  /** An hour of the week, Monday 0:00 is 0. */
  readonly tried_hour?: number;
  /** The team that went there. */
  readonly tried_by?: string;
  readonly tried_person?: string;
  readonly outcome?: string;
  /** Nobody had stood there before. */
  readonly first?: true;
  /** By the teams that have doors in an area; of somebody's doors those with these teams. */
  readonly teams_in?: string;
  /** A local day on which somebody is still to come, as agreed. */
  readonly agreed_on?: string;
  /** Who has the door that is agreed, or else agreed it. */
  readonly agreed_with?: string;
}

export type FilterKey = keyof DoorFilter;

type KeysOf<T> = { [K in FilterKey]-?: NonNullable<DoorFilter[K]> extends T ? K : never }[FilterKey];

const FLAGS = [
  'unvisited',
  'visited',
  'base',
  'added',
  'unassigned',
  'unheld',
  'waiting',
  'first',
] as const satisfies KeysOf<true>[];
const IDS = [
  'team_id',
  'area_id',
  'building_id',
  'person_id',
  'tried_by',
  'tried_person',
  'teams_in',
  'agreed_with',
] as const;
const DAYS = ['tried_on', 'agreed_on'] as const;
const NUMBERS = { tries: 99, least_tries: 99, quiet_days: 999, tried_hour: 167 } as const;
const KEYS: readonly FilterKey[] = [
  'team_id',
  'area_id',
  'building_id',
  'person_id',
  'state',
  'tries',
  'least_tries',
  'unvisited',
  'visited',
  'base',
  'added',
  'unassigned',
  'unheld',
  'waiting',
  'quiet_days',
  'need',
  'tried_on',
  'tried_hour',
  'tried_by',
  'tried_person',
  'outcome',
  'first',
  'teams_in',
  'agreed_on',
  'agreed_with',
];
const OUTCOMES = ['met', 'not_home', 'call_back', 'refused', 'moved', 'vacant', 'inaccessible'];

/** Reads what it knows of an address and leaves out what makes no sense. */
export function readFilter(query: URLSearchParams): DoorFilter {
  const text = (key: string): string => (query.get(key) ?? '').trim();
  const found: Record<string, string | number | true> = {};
  for (const key of IDS) if (text(key)) found[key] = text(key);
  for (const key of FLAGS) if (text(key) === '1') found[key] = true;
  for (const [key, most] of Object.entries(NUMBERS))
    if (/^\d{1,3}$/.test(text(key)) && Number(text(key)) <= most) found[key] = Number(text(key));
  const state = STATES.find((known) => known === text('state'));
  if (state !== undefined) found['state'] = state;
  if (OUTCOMES.includes(text('outcome'))) found['outcome'] = text('outcome');
  for (const key of DAYS) if (/^\d{4}-\d{2}-\d{2}$/.test(text(key))) found[key] = text(key);
  if (text('need')) found['need'] = text('need').slice(0, 100);
  return found;
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
