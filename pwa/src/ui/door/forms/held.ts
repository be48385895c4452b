/** What a form is about, as it was last here: a form that is being filled in outlives its card, unless its people were erased. */
import { useRef } from 'preact/hooks';
import { departures, doorOf } from '../../../store';
import type { Door } from '../../card/types';

export function useHeldDoor(id: string): Door | undefined {
  const now = doorOf(id);
  const held = useHeld(id, now);
  return now === undefined && isErased(held) ? undefined : held;
}

/** A part of the card: it may be on it no more. */
export function useHeld<T extends { readonly id: string }>(id: string, now: T | undefined): T | undefined {
  const held = useRef<T | undefined>(undefined);
  if (now !== undefined || held.current?.id !== id) held.current = now;
  return held.current;
}

function isErased(door: Door | undefined): boolean {
  const ids = [door?.id, door?.card.household.id];
  return departures.value.some(({ household_id, reason }) => reason === 'erased' && ids.includes(household_id));
}
