import { callAs } from './api';
import { currentStore, type OpenStore } from './current';
import { fork } from './custody';
import { updatePerson } from './people';
import type { SliceRow } from './schema';
import { session } from './signals';
import { expectSlices } from './slices';
import type { Session } from './types';

interface Me {
  readonly person: Session['person'];
  readonly organization: Session['organization'];
  readonly roles: Session['roles'];
  readonly slices: readonly Pick<SliceRow, 'id' | 'kind'>[];
  readonly access?: Session['access'];
  readonly replica_highest_n?: number;
}

/**
 * Ask the server how far it has heard this replica count. More than we remember: the store was rolled back, and goes
 * on as a new replica. A wiped store asks about the replica it was, and learns what never arrived.
 */
export async function compareWithServer(store: OpenStore, was_wiped: boolean): Promise<void> {
  const now = session.value;
  if (now === null) return;
  const former = store.person; // as it was before the store was opened
  if (was_wiped) updatePerson(store.key, { wiped: { at: Date.now(), unsent: null } });
  const me = await readMe(now.person.id, was_wiped ? former.replica : now.replica);
  if (me === null || store !== currentStore()) return;
  const { person, organization, roles, access = now.access } = me;
  updatePerson(store.key, { person, organization, roles, access });
  await expectSlices(store.db, me.slices);
  session.value = { ...now, person, organization, roles, access };
  const highest = me.replica_highest_n ?? 0;
  if (was_wiped) updatePerson(store.key, { wiped: { at: Date.now(), unsent: Math.max(0, former.n - highest) } });
  else await leaveIfRolledBack(store, highest);
}

async function leaveIfRolledBack(store: OpenStore, highest: number): Promise<void> {
  const replica = await store.db.read(['replica'], (tx) => tx.objectStore('replica').get('own'));
  if (replica === undefined || highest <= replica.n) return;
  const after = await fork(store.db);
  updatePerson(store.key, { replica: after.id });
  if (session.value !== null) session.value = { ...session.value, replica: after.id };
}

async function readMe(person_id: string, replica: string): Promise<Me | null> {
  try {
    return await callAs<Me>(person_id, 'GET', `/api/me?replica=${encodeURIComponent(replica)}`);
  } catch {
    return null; // no network, or signed out: the loop will say so
  }
}
