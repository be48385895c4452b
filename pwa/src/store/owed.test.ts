import { afterEach, expect, test, vi } from 'vitest';
import { aPerson } from './makers';
import { oweLogout } from './owed';
import { recoverPerson } from './recover';

afterEach(() => localStorage.clear());

/** A browser whose cookie is of this person, with a server that can be reached or not. */
function cookieOf({ person, organization }: ReturnType<typeof aPerson>) {
  let is_signed_in = true;
  const network = { is_there: true, is_portal: false };
  vi.stubGlobal('fetch', (path: string) => {
    if (!network.is_there) return Promise.reject(new TypeError('no network'));
    if (network.is_portal) return Promise.resolve(Response.json({ login: 'please' }));
    if (path === '/api/logout') {
      is_signed_in = false;
      return Promise.resolve(Response.json({ id: person.id }));
    }
    const me = { person, organization, roles: [], slices: [], access: 'full' };
    return Promise.resolve(is_signed_in ? Response.json(me) : Response.json({ code: 'unauthorized' }, { status: 401 }));
  });
  return network;
}

test('who lost the store but not the cookie is known again', async () => {
  const person = aPerson();
  cookieOf(person);

  expect((await recoverPerson())?.person).toEqual(person.person);
});

test('who left without a network is not let in again by the cookie that stayed', async () => {
  const person = aPerson();
  const network = cookieOf(person);
  oweLogout(person.person.id);
  network.is_there = false;

  expect(await recoverPerson()).toBeNull();
  network.is_there = true;
  expect(await recoverPerson()).toBeNull();
  expect(await recoverPerson()).toBeNull();
});

test('who left is not taken for logged out because a portal answered', async () => {
  const person = aPerson();
  const network = cookieOf(person);
  oweLogout(person.person.id);
  network.is_portal = true;

  expect(await recoverPerson()).toBeNull();
  network.is_portal = false;
  expect(await recoverPerson()).toBeNull();
});
