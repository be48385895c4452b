import { callAs } from './api';
import { payLogouts } from './owed';
import { keepPerson, readPeople, type Person } from './people';
import type { Session } from './types';

interface Me {
  readonly person: Session['person'];
  readonly organization: Session['organization'];
  readonly roles: Session['roles'];
  readonly access?: Session['access'];
}

/**
 * A browser that threw everything stored away may have kept the cookie: then the person is still known to the server,
 * and needs no new code. What had not been sent is not known to anybody.
 */
export async function recoverPerson(): Promise<Person | null> {
  if (readPeople().people.length > 0) return null; // somebody else is about to enrol on a shared phone
  if (!(await payLogouts())) return null; // the cookie that is left is of somebody who left
  try {
    const { person, organization, roles, access = 'full' } = await callAs<Me>(null, 'GET', '/api/me');
    if (access !== 'full') return null;
    const wiped = { at: Date.now(), unsent: null, former: null };
    const found: Person = { person, organization, roles, access, replica: '', n: 0, seal: null, wiped };
    keepPerson(found, { makeCurrent: true });
    return found;
  } catch {
    return null; // nobody is signed in, or there is no network
  }
}
