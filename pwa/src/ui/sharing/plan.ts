/** A proposal with what a person changed in it by hand: which door goes to which team. Pure. */
import type { Block, Part } from './wire';

/** Doors put elsewhere by hand. Null: they stay where they are. */
export type Changes = ReadonlyMap<string, string | null>;

export const NO_CHANGES: Changes = new Map();

/** Where each door goes by the proposal alone. */
export function proposedTeams(parts: readonly Part[]): ReadonlyMap<string, string | null> {
  return new Map(parts.flatMap(({ team_id, household_ids }) => household_ids.map((id) => [id, team_id] as const)));
}

/** Where a door goes: what a person said of it, else what is proposed; undefined: it is not among the chosen ones. */
export function teamOf(
  proposed: ReadonlyMap<string, string | null>,
  changes: Changes,
  door: string,
): string | null | undefined {
  if (!proposed.has(door)) return undefined;
  return changes.has(door) ? changes.get(door) : proposed.get(door);
}

/** Give doors to a team (null: they stay). What is the proposal's own word is no change. */
export function give(
  proposed: ReadonlyMap<string, string | null>,
  changes: Changes,
  doors: readonly string[],
  team: string | null,
): Changes {
  const next = new Map(changes);
  for (const door of doors) {
    if (!proposed.has(door)) continue;
    if (proposed.get(door) === team) next.delete(door);
    else next.set(door, team);
  }
  return next;
}

/** The parts as they are sent: each team's doors with the epochs they had when they were proposed. Doors that stay are left out. */
export function partsOf(parts: readonly Part[], changes: Changes): readonly Part[] {
  const to = new Map<string, { ids: string[]; epochs: number[] }>();
  for (const part of parts) {
    for (const [k, id] of part.household_ids.entries()) {
      const team = changes.has(id) ? (changes.get(id) ?? null) : part.team_id;
      if (team === null) continue;
      const into = to.get(team) ?? { ids: [], epochs: [] };
      into.ids.push(id);
      into.epochs.push(part.epochs?.[k] ?? 0);
      to.set(team, into);
    }
  }
  return [...to].map(([team_id, { ids, epochs }]) => ({ team_id, household_ids: ids, epochs }));
}

/** How many doors each team gets. */
export function countsOf(parts: readonly Part[], changes: Changes): ReadonlyMap<string, number> {
  return new Map(
    partsOf(parts, changes).map(({ team_id, household_ids }) => [team_id ?? '', household_ids.length] as const),
  );
}

/** What marks a team on the grids, so that it can be told without its colour: A, B, … Z, AA, … */
export function markOf(position: number): string {
  const letter = String.fromCharCode(65 + (position % 26));
  return position < 26 ? letter : markOf(Math.floor(position / 26) - 1) + letter;
}

/** Who gets how many of each building, with the changes made by hand. `buildingOf` is known for the doors that were changed. */
export function blocksNow(
  blocks: readonly Block[],
  proposed: ReadonlyMap<string, string | null>,
  changes: Changes,
  buildingOf: ReadonlyMap<string, string>,
): readonly Block[] {
  if (changes.size === 0) return blocks;
  return blocks.map((block) => {
    const counts = new Map<string | null, number>(block.shares.map(({ team_id, count }) => [team_id, count]));
    for (const [door, team] of changes) {
      if (buildingOf.get(door) !== block.building_id) continue;
      const before = proposed.get(door) ?? null;
      counts.set(before, (counts.get(before) ?? 0) - 1);
      counts.set(team, (counts.get(team) ?? 0) + 1);
    }
    const shares = [...counts].filter(([, count]) => count > 0).map(([team_id, count]) => ({ team_id, count }));
    return { ...block, shares };
  });
}
