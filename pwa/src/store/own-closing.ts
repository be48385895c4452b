import { currentStore } from './current';
import { openWork } from './work';

/**
 * The last closing of a door for this reason that this phone wrote, still knows and has not taken back, by its id: one that is unsent, or that
 * counted (what the door had already is no step of it). `households`: the ids that the door has had.
 */
export async function ownClosingOf(households: readonly string[], reason: string): Promise<string | null> {
  const rows = await currentStore()?.db.read(['outbox', 'sent'], async (tx) => [
    ...(await tx.objectStore('outbox').getAll()),
    ...(await tx.objectStore('sent').getAll()),
  ]);
  const here = (rows ?? []).filter(({ household_id }) => household_id !== null && households.includes(household_id));
  const counted = here.filter((row) => !('outcome' in row) || row.outcome === 'applied');
  const commands = (await openWork(counted)).map((work) => work.command);
  const undone = new Set(commands.map((command) => command.type === 'undo_correction' && command.correction_id));
  const closings = commands.filter(
    (command) => command.type === 'close_household' && command.reason === reason && !undone.has(command.id),
  );
  return closings.sort((a, b) => b.n - a.n)[0]?.id ?? null;
}
