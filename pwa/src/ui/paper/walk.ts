/** Paper lists: the doors on them, and what was written there read back in. Pure. */
import type { Outcome, Window } from '../../protocol';
import { localTime } from '../board/freshness';
import type { Named, State } from '../board/wire';

export interface WalkDoor {
  readonly household_id: string;
  readonly floor: number | null;
  readonly door: string | null;
  readonly name: string | null;
  readonly needs: readonly string[];
  readonly state: State;
  readonly tries: number;
  readonly last_visit_at: number | null;
  readonly person: string | null;
  readonly version: number;
  /** False: nobody may knock here. */
  readonly knock: boolean;
  readonly appointment?: Window | null;
}

export interface WalkBuilding extends Named {
  readonly area: string;
  readonly entrances: readonly { readonly name: string | null; readonly doors: readonly WalkDoor[] }[];
}

export interface WalkList {
  readonly campaign: Named;
  readonly team: Named | null;
  readonly as_of: number;
  readonly door_count: number;
  readonly buildings: readonly WalkBuilding[];
}

/** A door with where it is, as a typed line finds it. */
export interface PaperDoor extends WalkDoor {
  readonly building_id: string;
  readonly building: string;
  readonly entrance: string | null;
}

/** The outcomes in the order in which they stand on paper; their place is the key that is pressed. */
export const OUTCOMES: readonly Outcome[] = [
  'met',
  'not_home',
  'call_back',
  'refused',
  'moved',
  'vacant',
  'inaccessible',
];

/** Lines left free below each building, for doors that are on no list. */
export const FREE_LINES = 3;

export function outcomeOfKey(key: string): Outcome | null {
  const place = '1234567'.indexOf(key);
  return key.length === 1 && place >= 0 ? (OUTCOMES[place] ?? null) : null;
}

export function doorsOf(list: WalkList): readonly PaperDoor[] {
  return list.buildings.flatMap((building) =>
    building.entrances.flatMap(({ name, doors }) =>
      doors.map((door) => ({ ...door, building_id: building.id, building: building.name, entrance: name })),
    ),
  );
}

/** `302`, `2-302` (entrance 2) or `5-2-302` (building 5 first), in any width: every door it may mean. */
export function findDoors(doors: readonly PaperDoor[], typed: string): readonly PaperDoor[] {
  const parts = plain(typed)
    .split(/[-\s/.]+/)
    .filter((part) => part !== '');
  const door = parts.at(-1);
  if (door === undefined || parts.length > 3) return [];
  const [entrance, building] = [parts.at(-2), parts.at(-3)];
  return doors.filter(
    (each) =>
      bare(each.door) === bare(door) &&
      (entrance === undefined || bare(each.entrance) === bare(entrance)) &&
      (building === undefined || bare(each.building) === bare(building)),
  );
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .toUpperCase()
    .replace(/[—–－]/g, '-');
}

/** The part that tells doors apart: `3单元`, `3 号楼` and `03` are 3; `A座` is A. */
function bare(text: string | null): string {
  const short = plain(text ?? '').replace(/(号楼|號樓|单元|單元|栋|幢|座|室|号|號|户|戶|#)+$/, '');
  return /^\d+$/.test(short) ? String(Number(short)) : short;
}

/** `1905`, `19:05`, `9.05` or `7` as "HH:MM"; null if it is no time of day. */
export function readTime(typed: string): string | null {
  const found = /^(\d{1,2})(?:[:.\s]?(\d{2}))?$/.exec(plain(typed).replace('：', ':'));
  if (found === null) return null;
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? '0')];
  return hour < 24 && minute < 60 ? `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` : null;
}

/** The instant of a local date and time in a zone, ms UTC. */
export function instantOf(on: string, time: string, zone: string): number {
  const wanted = Date.parse(`${on}T${time}:00Z`);
  const shiftAt = (at: number): number => {
    const local = localTime(at, zone);
    return Date.parse(`${local.on}T${local.time}:00Z`) - at;
  };
  const near = wanted - shiftAt(wanted);
  return wanted - shiftAt(near);
}

const LATE_DAYS = 60;

/** Who may have knocked for a team on a local day: its people, and those who were in it within the sixty days before. */
export function knockers<T extends { readonly ended_at: number | null }>(
  members: readonly T[],
  on: string,
): readonly T[] {
  const since = Date.parse(`${on}T00:00:00Z`) - LATE_DAYS * 86_400_000;
  return members.filter(({ ended_at }) => ended_at === null || ended_at >= since);
}

/** Who knocked, a person's id, and on which local day. */
export interface Head {
  readonly by: string;
  readonly on: string;
}

/** One line that was typed, under the head that was chosen then. */
export interface Typed extends Head {
  readonly key: string;
  readonly door: PaperDoor;
  readonly outcome: Outcome;
  readonly time: string;
  readonly note: string;
}

export type Doubt = 'may_not_knock' | 'twice' | 'seen_since' | 'future';

/** What somebody should look at before a line is saved. `at` is when the knock was, ms UTC. */
export function doubtsOf(line: Typed, lines: readonly Typed[], at: number, now: number): readonly Doubt[] {
  const same = lines.filter(
    (each) => each.door.household_id === line.door.household_id && each.on === line.on && each.time === line.time,
  );
  const { last_visit_at, knock } = line.door;
  return [
    ...(at > now ? (['future'] as const) : []),
    ...(knock ? [] : (['may_not_knock'] as const)),
    ...(same.length > 1 ? (['twice'] as const) : []),
    ...(last_visit_at !== null && Math.abs(last_visit_at - at) < 2 * 3_600_000 ? (['seen_since'] as const) : []),
  ];
}
