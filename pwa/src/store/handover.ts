import { callAs } from './api';
import { currentStore } from './current';
import { oweLogout } from './owed';
import { chooseCurrent, databaseName, forgetPerson, keyOf, readPeople } from './people';

/** Put the phone into another enrolled person's hands. The app starts anew with their store; nothing of this one's is lost. */
export function switchTo(person_key: string): void {
  chooseCurrent(person_key);
  location.assign('/');
}

/** Let somebody new enrol on this phone, beside those who are on it. */
export function makeRoomForNew(): void {
  chooseCurrent(null);
  location.assign('/enrol');
}

/** Take the person using the phone off it. Refused (false) while something of theirs is unsent. */
export async function leavePhone(): Promise<boolean> {
  const store = currentStore();
  if (store === null) return true;
  const unsent = await store.db.read(['outbox'], (tx) => tx.objectStore('outbox').count());
  if (unsent > 0) return false;
  store.loop?.stop();
  await callAs(store.person.person.id, 'POST', '/api/logout', {}).catch(() => oweLogout(store.person.person.id));
  store.db.close();
  indexedDB.deleteDatabase(databaseName(store.person));
  forgetPerson(store.key);
  const next = readPeople().people[0];
  if (next !== undefined) chooseCurrent(keyOf(next));
  location.assign('/');
  return true;
}
