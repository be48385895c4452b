/** Choosing many doors at once that nobody opened. */
import { isLeft } from '../next/order';
import type { Door } from '../card/types';

/** The ids picked; null while nobody is picking. */
export type Picked = ReadonlySet<string> | null;

/** Doors that are done are not knocked at by mistake. */
export function canPick(door: Door): boolean {
  return isLeft(door) || door.state === 'given_up';
}

export function toggle(picked: Picked, door: Door): Picked {
  if (picked === null || !canPick(door)) return picked;
  const next = new Set(picked);
  if (!next.delete(door.id)) next.add(door.id);
  return next;
}

/** Every untried door of a floor; once all of them are picked, none. */
export function pickFloor(picked: Picked, doors: readonly Door[]): Picked {
  if (picked === null) return null;
  const untried = doors.filter((door) => door.state === 'never_tried');
  const wanted = untried.length > 0 ? untried : doors.filter(canPick);
  const next = new Set(picked);
  if (wanted.every((door) => next.has(door.id))) for (const door of wanted) next.delete(door.id);
  else for (const door of wanted) next.add(door.id);
  return next;
}
