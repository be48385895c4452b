import { callAs } from './api';
import { currentStore, type OpenStore } from './current';
import { fork } from './custody';
import { currentPerson, updatePerson } from './people';
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
 * on as a new replica. After a wipe it is asked about the replica that was, to say what never arrived.
 */
export async function compareWithServer(store: OpenStore): Promise<void> {
  const now = session.value;
  if (now === null) return;
  const me = await readMe(now.person.id, now.replica);
  if (me === null || store !== currentStore()) return;
  const { person, organization, roles, access = now.access } = me;
  updatePerson(store.key, { person, organization, roles, access });
  await expectSlices(store.db, me.slices);
  session.value = { ...now, person, organization, roles, access };
  await leaveIfRolledBack(store, me.replica_highest_n ?? 0);
  await countWiped(store.key, now.person.id);
}

async function countWiped(key: string, person_id: string): Promise<void> {
  const { wiped } = currentPerson() ?? {};
  if (wiped == null || wiped.former === null || wiped.unsent !== null) return;
  const me = await readMe(person_id, wiped.former.replica);
  if (me === null) return;
  const unsent = Math.max(0, wiped.former.n - (me.replica_highest_n ?? 0));
  updatePerson(key, { wiped: { ...wiped, unsent } });
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
