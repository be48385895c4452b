/** What takes applied parked work back: the ordinary opposite of what it did. */
import { inverseOf, type Card, type Draft } from '../../store';
import type { Settled } from './calls';
import { commandOf } from './work';

/** A card as it was read before the work was applied. */
export type Before = Pick<Card, 'household' | 'residents' | 'version'>;

/** The type of kept work whose opposite needs the values that stood before. */
export const needsBefore = (type: string | null): boolean =>
  type === 'correct_household' || type === 'correct_resident';

/** None: only at the door itself can it be put right. `mayReopen`: whether this person may open a closed door again. */
export function oppositeOf(
  text: string,
  settled: Settled,
  before: Before | null,
  mayReopen: boolean,
): readonly Draft[] {
  const { id, household_id, version, outcome } = settled;
  if (outcome !== 'applied' || household_id === null || version === null) return [];
  const command = commandOf(text);
  if (command === null || command.type !== settled.type) return [];
  if (command.type === 'close_household' && !mayReopen) return [];
  if (command.type === 'add_household' && command.household_id !== household_id) return []; // joined to a door there was
  const stood = before !== null && isSame(before, settled) ? { card: before } : undefined;
  return inverseOf({ ...command, household_id, seen: version }, id, stood);
}

/** Whether nobody has written the door between reading it and applying the work. */
const isSame = ({ household, version }: Before, settled: Settled): boolean =>
  household.id === settled.household_id && version === settled.version_before;
