import type { Writing } from './database';

export const ofErased = ['outbox', 'sent', 'attention', 'drafts'] as const;

/** People of a household were erased: what this phone wrote and kept about them goes with their card. What is unsent is still sent. */
export async function forgetHousehold(tx: Writing, household_id: string): Promise<void> {
  for (const name of ['sent', 'attention'] as const) {
    for (const row of await tx.objectStore(name).getAll()) {
      if (row.household_id === household_id) await tx.objectStore(name).delete(row.id);
    }
  }
  for (const row of await tx.objectStore('outbox').getAll()) {
    if (row.household_id === household_id) await tx.objectStore('outbox').put({ ...row, of_erased: true });
  }
  for (const key of await tx.objectStore('drafts').getAllKeys()) {
    if (key.includes(household_id)) await tx.objectStore('drafts').delete(key);
  }
}
