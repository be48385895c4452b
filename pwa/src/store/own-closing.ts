import { currentStore } from './current';
import { openWork } from './work';

/** `isBeingUndone`: it was taken back, and what stands then is not known yet. */
export interface OwnClosing {
  readonly id: string;
  readonly isBeingUndone: boolean;
}

/**
 * The last closing of a door for this reason that this phone wrote and still knows: one that is unsent, or that counted (what the door had
 * already is no step of it). One that was taken back only until what stands then is known. `households`: the ids that the door has had.
 */
export async function ownClosingOf(households: readonly string[], reason: string): Promise<OwnClosing | null> {
  const rows = await currentStore()?.db.read(['outbox', 'sent'], async (tx) => [
    ...(await tx.objectStore('outbox').getAll()),
    ...(await tx.objectStore('sent').getAll()),
  ]);
  const here = (rows ?? []).filter(({ household_id }) => household_id !== null && households.includes(household_id));
  const counted = here.filter((row) => !('outcome' in row) || row.outcome === 'applied');
  const commands = (await openWork(counted)).map((work) => work.command);
  const undone = new Map<string, boolean>(); // and whether the card shows that already
  for (const [index, command] of commands.entries()) {
    const row = counted[index];
    const isShown = row !== undefined && 'outcome' in row && row.covering === undefined;
    if (command.type === 'undo_correction') undone.set(command.correction_id, isShown);
  }
  const closings = commands
    .filter((command) => command.type === 'close_household' && command.reason === reason)
    .filter(({ id }) => undone.get(id) !== true)
    .sort((a, b) => b.n - a.n);
  const last = closings.find(({ id }) => !undone.has(id)) ?? closings[0];
  return last === undefined ? null : { id: last.id, isBeingUndone: undone.has(last.id) };
}
