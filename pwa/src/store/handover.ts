import { tellOthersToLeave } from './channel';
import { currentStore, setCurrentStore, type OpenStore } from './current';
import { clearIfSent } from './leaving';
import { oweLogout, payLogouts } from './owed';
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

/**
 * Take the person using the phone off it. Refused (false) while something of theirs is unsent, or half typed under another key than those
 * that they gave up.
 */
export async function leavePhone(given_up: readonly string[] | 'all' = []): Promise<boolean> {
  const store = currentStore();
  if (store === null) return true;
  if (!(await clearIfSent(store.db, given_up))) return false;
  store.loop?.stop();
  oweLogout(store.person.person.id); // first: nobody is to be let in again by the cookie
  forgetPerson(store.key);
  const next = readPeople().people[0];
  if (next !== undefined) chooseCurrent(keyOf(next));
  tellOthersToLeave(store.key);
  await payLogouts();
  leaveHere(store);
  indexedDB.deleteDatabase(databaseName(store.person));
  return true;
}

/** The person of this page was taken off the phone, here or in another page: it starts anew without them. */
export function leaveHere(store: OpenStore): void {
  store.loop?.stop();
  store.db.close();
  setCurrentStore(null);
  location.assign('/');
}
