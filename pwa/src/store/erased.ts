import type { Database, Writing } from './database';

export const ofErased = ['outbox', 'sent', 'attention', 'drafts'] as const;
const anyId = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

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

/** Households of which something is kept here without their card: no slice tells this phone if their people are erased. */
export function keptWithoutCard(db: Database): Promise<readonly string[]> {
  return db.read(['memberships', ...ofErased], async (tx) => {
    const [sent, attention, drafts, held] = await Promise.all([
      tx.objectStore('sent').getAll(),
      tx.objectStore('attention').getAll(),
      tx.objectStore('drafts').getAllKeys(),
      tx.objectStore('memberships').getAllKeys(),
    ]);
    const ids = [...sent, ...attention].flatMap((row) => row.household_id ?? []);
    const kept = new Set([...ids, ...drafts.flatMap((key) => key.match(anyId) ?? [])]);
    for (const [, household_id] of held) kept.delete(household_id);
    return [...kept];
  });
}

export function forgetErased(db: Database, household_ids: readonly string[]): Promise<void> {
  return db.write(ofErased, async (tx) => {
    for (const id of household_ids) await forgetHousehold(tx, id);
  });
}
