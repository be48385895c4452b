import { currentStore } from './current';
import { openWork } from './work';

/** The last closing of a door that this phone wrote and still knows, by its id. `households`: the ids that the door has had. */
export async function ownClosingOf(households: readonly string[]): Promise<string | null> {
  const rows = await currentStore()?.db.read(['outbox', 'sent'], async (tx) => [
    ...(await tx.objectStore('outbox').getAll()),
    ...(await tx.objectStore('sent').getAll()),
  ]);
  const here = (rows ?? []).filter(({ household_id }) => household_id !== null && households.includes(household_id));
  const closings = (await openWork(here)).map((work) => work.command).filter(({ type }) => type === 'close_household');
  return closings.sort((a, b) => b.n - a.n)[0]?.id ?? null;
}
