import { isRecord } from '../sync/answers';
import { callAs } from './api';
import { currentStore, type OpenStore } from './current';
import { fork } from './custody';
import { readMe, type Me } from './me';
import { personOf, updatePerson, type Wiped } from './people';
import { session } from './signals';
import { expectSlices } from './slices';
import type { Session } from './types';

/**
 * Ask the server how far it has heard this replica count. More than we remember: the store was rolled back, and goes
 * on as a new replica. A store that was thrown away is told, with the replica that was.
 */
export async function compareWithServer(store: OpenStore): Promise<void> {
  const asked = session.value;
  if (asked === null) return;
  const me = await readMe(asked, asked.replica).catch(() => null); // no network, or signed out: the loop will say so
  const now = session.value;
  if (me === null || now === null || store !== currentStore()) return;
  const told = newsOf(me, asked, now);
  const seal = me.seal_key === undefined ? {} : { seal: { replica: asked.replica, key: me.seal_key } };
  updatePerson(store.key, { ...told, ...seal });
  session.value = { ...now, ...told };
  if (told.access !== 'wipe') await expectSlices(store.db, me.slices);
  await leaveIfRolledBack(store, asked.replica, me.replica_highest_n ?? 0);
  await tellWiped(store.key, asked.person.id, asked.replica);
}

/** What the answer says. What became known here since it was asked for stays: the answer may be the older of the two. */
function newsOf(me: Me, asked: Session, now: Session): Pick<Session, 'person' | 'organization' | 'roles' | 'access'> {
  const { person, organization, roles, access = asked.access } = me;
  return {
    person: now.person === asked.person ? person : now.person,
    organization,
    roles,
    access: now.access === asked.access ? access : now.access,
  };
}

/** The person of this browser was given another name from it. */
export function noteOwnName(name: string): void {
  const [now, store] = [session.value, currentStore()];
  if (now === null || store === null) return;
  const person = { ...now.person, name };
  updatePerson(store.key, { person });
  session.value = { ...now, person };
}

/** The server, and through it the leader, hears that the store was thrown away; and says what it has of what was here. */
async function tellWiped(key: string, person_id: string, replica: string): Promise<void> {
  const { wiped } = personOf(key) ?? {};
  if (wiped == null || wiped.heard !== undefined) return;
  const former = wiped.former === null ? {} : { former: wiped.former.replica, counted: wiped.former.n };
  try {
    // By the replica's own id: asked again after a lost answer, it gets the same one, though the sign-in has gone over to it.
    const told = asFormer(await callAs(person_id, 'POST', '/api/me/evicted', { id: replica, replica, ...former }));
    if (told === null) return;
    updatePerson(key, { wiped: personOf(key)?.wiped?.is_seen === true ? null : { ...wiped, ...told } });
  } catch {
    // No network: it is told at the next start.
  }
}

/** What the server has of the former phone. Null if it was not the server that answered: it is told at the next start, too. */
function asFormer(value: unknown): Pick<Wiped, 'unsent' | 'heard'> | null {
  if (!isRecord(value) || typeof value['highest_n'] !== 'number') return null;
  const { highest_n: n, unsent, last_seen_at: at } = value;
  return { unsent: numberOrNull(unsent), heard: { n, at: numberOrNull(at) } };
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

async function leaveIfRolledBack(store: OpenStore, asked: string, highest: number): Promise<void> {
  const replica = await store.db.read(['replica'], (tx) => tx.objectStore('replica').get('own'));
  if (replica?.id !== asked || highest <= replica.n) return;
  const after = await fork(store.db, replica.id);
  updatePerson(store.key, { replica: after.id });
  if (session.value !== null) session.value = { ...session.value, replica: after.id };
}
