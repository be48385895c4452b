import { readMe } from './me';
import { payLogouts } from './owed';
import { keepPerson, readPeople, type Person } from './people';

/**
 * A browser that threw everything stored away may have kept the cookie: then the person is still known to the server,
 * and needs no new code. What had not been sent is not known to anybody.
 */
export async function recoverPerson(): Promise<Person | null> {
  if (readPeople().people.length > 0) return null; // somebody else is about to enrol on a shared phone
  if (!(await payLogouts())) return null; // the cookie that is left is of somebody who left
  try {
    const me = await readMe(null);
    if (me === null || (me.access ?? 'full') !== 'full') return null;
    const { person, organization, roles } = me;
    const wiped = { at: Date.now(), unsent: null, former: null };
    const found: Person = { person, organization, roles, access: 'full', replica: '', n: 0, seal: null, wiped };
    keepPerson(found, { makeCurrent: true });
    return found;
  } catch {
    return null; // nobody is signed in, or there is no network
  }
}
