/** The team's coverage as far as this phone can tell: from its cards, with its own unsent work folded in. */
import { NO_COUNTS } from '../board/counts';
import { natural } from '../board/heat';
import type { Building, Campaign, Cell, Counts, CoverageRow } from '../board/wire';
import type { Door, Reference, Team } from '../../store';
import { isLeft } from '../next/order';

export function doorsOf(doors: ReadonlyMap<string, Door>, team: string): readonly Door[] {
  return [...doors.values()].filter(
    ({ card }) => card.assignment.team_id === team && !(card.household.closed?.confirmed ?? false),
  );
}

/** What the team's round is to reach. */
export const goalOf = ({ campaign_id }: Team, reference: Reference): Campaign['goal'] =>
  reference.campaigns.get(campaign_id)?.goal ?? 'visited';

/** Some knock of this campaign that got an answer or none, whatever the door's state; "could not get in" is none. */
export function isVisited({ card }: Door): boolean {
  return card.visits.some(
    (visit) =>
      visit.voided === null &&
      visit.counted &&
      visit.outcome !== 'inaccessible' &&
      visit.campaign_id === card.assignment.campaign_id,
  );
}

export function countsOf(doors: readonly Door[]): Counts {
  const counts: { -readonly [K in keyof Counts]: number } = { ...NO_COUNTS };
  for (const door of doors) {
    const { state, card, tries } = door;
    const visited = isVisited(door);
    counts.known += 1;
    counts[state] += 1;
    if (visited) counts.visited += 1;
    if (tries > 0) counts.tried += 1;
    if (card.household.added_in !== null && card.household.added_in === card.assignment.campaign_id)
      counts.added_on_the_way += 1;
    if (state === 'do_not_contact' || state === 'vacant') continue;
    counts.base += 1;
    if (visited) counts.base_visited += 1;
    if (state === 'met') counts.base_met += 1;
  }
  return counts;
}

export function buildingRows(doors: readonly Door[], reference: Reference): readonly CoverageRow[] {
  return groups(doors, ({ card }) => card.household.building_id)
    .map(([id, some]) => ({ id, name: reference.buildings.get(id)?.name ?? '…', ...countsOf(some) }))
    .sort((a, b) => natural(a.name, b.name));
}

/** Where one begins: the first building that has one of these doors which nobody has visited, else one that is left, else any of them. */
export function firstBuilding(buildings: readonly CoverageRow[], wanted: readonly Door[]): string | undefined {
  const firstWith = (some: readonly Door[]): string | undefined => {
    const ids = new Set(some.map(({ card }) => card.household.building_id));
    return buildings.find(({ id }) => id !== null && ids.has(id))?.id ?? undefined;
  };
  const open = wanted.filter(isLeft);
  return firstWith(open.filter((door) => !isVisited(door))) ?? firstWith(open) ?? firstWith(wanted);
}

/** By the person who has the doors now, and what each did, whoever has the door; a row without name for the doors of the whole team. */
export function personRows(doors: readonly Door[], reference: Reference): readonly CoverageRow[] {
  const visits = doors.flatMap((door) =>
    door.card.visits
      .filter(({ voided, counted }) => voided === null && counted)
      .filter((visit) => visit.team_id === door.card.assignment.team_id)
      .filter((visit) => visit.campaign_id === door.card.assignment.campaign_id)
      .map((visit) => ({ by: visit.by, door: door.id })),
  );
  const unheld = doors.filter(({ card }) => card.assignment.person_id === null);
  const people = [...reference.members.values()]
    .map(({ id, name }) => {
      const own = visits.filter(({ by }) => by === id);
      const work = { visits: own.length, doors: new Set(own.map(({ door }) => door)).size };
      return { id, name, ...countsOf(doors.filter(({ card }) => card.assignment.person_id === id)), work };
    })
    .sort((a, b) => natural(a.name, b.name));
  return unheld.length === 0 ? people : [...people, { id: '', name: '', ...countsOf(unheld) }];
}

/** The doors of one building as a grid wants them. */
export function cellsOf(doors: readonly Door[], building: string): readonly Cell[] {
  return doors.filter(({ card }) => card.household.building_id === building).map(cellOf);
}

function cellOf({ id, card, state, tries }: Door): Cell {
  const { household, assignment, visits } = card;
  return {
    household_id: id,
    entrance: household.entrance,
    floor: household.floor,
    door: household.door,
    name: household.name,
    state,
    tries,
    team_id: assignment.team_id,
    person_id: assignment.person_id,
    last_visit_at: visits.find(({ voided }) => voided === null)?.at ?? null,
  };
}

export function buildingOf(id: string, reference: Reference): Pick<Building, 'name' | 'entrances'> {
  const known = reference.buildings.get(id);
  return { name: known?.name ?? '…', entrances: known?.entrances ?? [] };
}

function groups<K>(doors: readonly Door[], by: (door: Door) => K): readonly [K, readonly Door[]][] {
  const found = new Map<K, Door[]>();
  for (const door of doors) {
    const group = found.get(by(door));
    if (group === undefined) found.set(by(door), [door]);
    else group.push(door);
  }
  return [...found];
}
