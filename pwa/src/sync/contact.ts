import type { CardWish } from '../protocol';

/** Whether the whole door asked not to be contacted. A resident's own wish only hides that person. */
export function isClosedToVisits(wishes: readonly CardWish[]): boolean {
  return wishes.some((wish) => wish.resident_id === null);
}

/** Residents who asked not to be contacted, at a door that as a whole did not. */
export function hiddenResidents(wishes: readonly CardWish[]): ReadonlySet<string> {
  return new Set(wishes.flatMap((wish) => wish.resident_id ?? []));
}
