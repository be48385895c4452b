/** What takes applied parked work back: the ordinary opposite of what it did. */
import { inverseOf, type Draft } from '../../store';
import type { Settled } from './calls';
import { commandOf } from './work';

/** None: only at the door itself can it be put right. `mayReopen`: whether this person may close doors and open them again. */
export function oppositeOf(text: string, settled: Settled, mayReopen: boolean): readonly Draft[] {
  const { id, household_id, version } = settled;
  const command = commandOf(text);
  if (command === null || command.type !== settled.type || !isTaken(settled)) return [];
  if (household_id === null || version === null) return [];
  if ((command.type === 'close_household' || command.type === 'reopen_household') && !mayReopen) return [];
  if (command.type === 'add_household' && command.household_id !== household_id) return []; // joined to a door there was
  return inverseOf({ ...command, household_id, seen: version }, id);
}

/** A correction's value that stands beside another one can be taken away from there. */
const isTaken = ({ outcome, type }: Settled): boolean =>
  outcome === 'applied' || (outcome === 'merged' && (type === 'correct_household' || type === 'correct_resident'));
