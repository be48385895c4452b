import { normalAddress } from '../card/address';
import type { Door } from '../card/types';

export interface Typed {
  readonly building_id: string;
  readonly entrance: string;
  readonly door: string;
}

/** The door this phone already knows under that address, however the two were written. */
export function knownDoor(doors: Iterable<Door>, typed: Typed): Door | null {
  if (typed.door.trim() === '') return null;
  const wanted = normalAddress(typed.entrance, typed.door);
  for (const door of doors) {
    const { building_id, entrance, door: number } = door.card.household;
    if (building_id === typed.building_id && normalAddress(entrance, number) === wanted) return door;
  }
  return null;
}

/** The floor a number speaks of: "1203" of 12, "302" of 3. Null where it says nothing. */
export function floorOf(door: string): number | null {
  const digits = /^(\d{1,2})\d\d$/.exec(door.normalize('NFKC').trim());
  return digits === null ? null : Number(digits[1]);
}
