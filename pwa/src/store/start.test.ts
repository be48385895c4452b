import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { setCurrentStore, currentStore } from './current';
import { openDatabase } from './database';
import type { Command, Push } from '../protocol';
import { sendAll } from '../sw/send';
import type { Transport } from '../sync/ports';
import { pullAll } from '../sync/pull';
import { noTrouble } from '../sync/push';
import { tellTabs } from './channel';
import { noteOwnName } from './compare';
import { fork } from './custody';
import { enrol } from './enrol';
import { createLedger } from './ledger';
import { aPerson, aReceipt, aServer, aVisit, pulled, slice_id } from './makers';
import { otherPeople } from './others';
import { databaseName, forgetPerson, keepPerson, keyOf, readPeople, updatePerson, type Person } from './people';
import { save } from './save';
import { counts, session, syncing } from './signals';
import { claimReplica, newReplica, openPerson, phase, startStore } from './start';
import { unsentFileState } from './unsent-file';
import { noteAccess, refresh } from './view';

afterEach(() => {
  currentStore()?.loop?.stop();
  setCurrentStore(null);
  for (const person of readPeople().people) forgetPerson(keyOf(person));
});

interface Told {
  readonly id: string;
  readonly replica: string;
  readonly former?: string;
  readonly counted?: number;
}

/** A network that answers /api/me, hears of stores that were thrown away, and has nothing else. */
function serverSays(
  me: (replica: string | null) => object | null,
  evicted: (told: Told) => object | null = () => null,
): void {
  vi.stubGlobal('fetch', (path: string, init: { body?: string } = {}) => {
    const url = new URL(path, 'http://localhost');
    const value =
      url.pathname === '/api/me'
        ? me(url.searchParams.get('replica'))
        : url.pathname === '/api/me/evicted'
          ? evicted(JSON.parse(init.body ?? '{}') as Told)
          : null;
    if (value === null) return Promise.reject(new TypeError('no network'));
    return Promise.resolve(new Response(JSON.stringify(value)));
  });
}

const meOf = ({ person, organization, roles }: Person) => ({ person, organization, roles, slices: [], access: 'full' });
const peekedOf = ({ person, organization }: Person) => ({
  person,
  organization,
  role: 'volunteer' as const,
  teams: [],
  expires_at: 0,
});
const kept = (person: Person) => readPeople().people.find((each) => keyOf(each) === keyOf(person));

async function enrolled(person: Person): Promise<void> {
  const db = openDatabase(databaseName(person));
  await db.write(['replica'], (tx) =>
    tx.objectStore('replica').put({ ...newReplica(person.replica), n: person.n }, 'own'),
  );
  db.close();
  keepPerson(person, { makeCurrent: true });
}

test('what was saved before a restart is there after it, without a network', async () => {
  const person = aPerson();
  await enrolled(person);
  serverSays(() => null);
  await openPerson(person);
  await save([aVisit()]);

  await openPerson(kept(person) ?? person);

  expect(phase.value).toBe('open');
  expect(counts.value.on_phone).toBe(1);
  expect(session.value?.replica).toBe(person.replica);
});

test('a store that the browser threw away is noticed, and says how much had not arrived', async () => {
  const person = aPerson({ n: 7 });
  keepPerson(person, { makeCurrent: true });
  const heard: Told[] = [];
  serverSays(
    () => meOf(person),
    (told) => {
      heard.push(told);
      return { replica: told.former, highest_n: 5, unsent: 2, last_seen_at: 9 };
    },
  );

  await openPerson(person);

  await vi.waitFor(() => expect(kept(person)?.wiped).toMatchObject({ unsent: 2, heard: { n: 5, at: 9 } }));
  expect(heard).toMatchObject([{ replica: session.value?.replica, former: person.replica, counted: 7 }]);
  expect(session.value?.replica).not.toBe(person.replica);
  expect(kept(person)?.n).toBe(0);
});

test('noticed without a network, the loss is counted once there is one', async () => {
  const person = aPerson({ n: 7 });
  keepPerson(person, { makeCurrent: true });
  serverSays(() => null);
  await openPerson(person);
  expect(kept(person)?.wiped).toMatchObject({ unsent: null });

  serverSays(
    () => meOf(person),
    () => ({ highest_n: 5, unsent: 2, last_seen_at: null }),
  );
  await openPerson(kept(person) ?? person);

  await vi.waitFor(() => expect(kept(person)?.wiped?.unsent).toBe(2));
});

test('a store that was rolled back goes on as a new replica, with its counting', async () => {
  const person = aPerson({ n: 3 });
  await enrolled(person);
  serverSays(() => ({ ...meOf(person), replica_highest_n: 9 }));

  await openPerson(person);

  await vi.waitFor(() => expect(session.value?.replica).not.toBe(person.replica));
  const replica = await currentStore()?.db.read(['replica'], (tx) => tx.objectStore('replica').get('own'));
  expect(replica).toMatchObject({ forked_from: person.replica, n: 3 });
});

test('a kept cookie brings back a person of whom the phone has forgotten everything', async () => {
  const person = aPerson();
  const heard: Told[] = [];
  serverSays(
    () => meOf(person),
    (told) => {
      heard.push(told);
      return { highest_n: 4, unsent: null, last_seen_at: 9 };
    },
  );

  await startStore();

  expect(phase.value).toBe('open');
  expect(session.value?.person).toEqual(person.person);
  await vi.waitFor(() => expect(kept(person)?.wiped).toMatchObject({ unsent: null, former: null, heard: { n: 4 } }));
  expect(heard[0]?.former).toBeUndefined();
});

test('an answer about the former phone that was lost on its way is asked for again by the same id', async () => {
  const person = aPerson();
  const heard: Told[] = [];
  let isLost = true;
  serverSays(
    () => meOf(person),
    (told) => {
      heard.push(told);
      return isLost ? null : { highest_n: 4, unsent: null, last_seen_at: 9 };
    },
  );
  await startStore();
  await vi.waitFor(() => expect(heard).toHaveLength(1));

  isLost = false;
  await openPerson(kept(person) ?? person);

  await vi.waitFor(() => expect(kept(person)?.wiped).toMatchObject({ heard: { n: 4 } }));
  expect(heard[1]?.id).toBe(heard[0]?.id);
});

test('with nobody known and no network the phone asks for a code', async () => {
  serverSays(() => null);

  await startStore();

  expect(phase.value).toBe('nobody');
});

test('another person on the same phone has a store of their own', async () => {
  const [one, other] = [aPerson(), aPerson()];
  await enrolled(one);
  await enrolled(other);
  serverSays(() => null);
  await openPerson(one);
  await save([aVisit(), aVisit()]);

  await openPerson(other);
  expect(counts.value.on_phone).toBe(0);
  await save([aVisit()]);
  await openPerson(kept(one) ?? one);

  expect(counts.value.on_phone).toBe(2);
});

test('what the service worker changed while the app was closed is known to the second witness when it opens', async () => {
  const person = aPerson({ n: 3 });
  await enrolled(person);
  const db = openDatabase(databaseName(person));
  await db.write(['replica'], (tx) => tx.objectStore('replica').put({ ...newReplica('forked'), n: 4 }, 'own'));
  db.close();
  serverSays(() => null);

  await openPerson(person);

  expect(kept(person)).toMatchObject({ replica: 'forked', n: 4 });
});

test('what the service worker changed while the app is open is shown, and known to the second witness', async () => {
  const person = aPerson();
  await enrolled(person);
  serverSays(() => null);
  await startStore();
  await vi.waitFor(() => expect(currentStore()?.loop).not.toBeNull());
  currentStore()?.loop?.stop();
  await save([aVisit()]);
  serverAnswersPushes(({ replica, commands }) =>
    replica === person.replica ? { fork: true, receipts: [] } : pushedTo(commands),
  );

  await sendAll();

  await vi.waitFor(() => expect(counts.value).toMatchObject({ on_phone: 0, with_server: 1 }));
  const forked = session.value?.replica;
  expect(forked).not.toBe(person.replica);
  expect(kept(person)).toMatchObject({ replica: forked, n: 1 });
});

test('what one person left unsent goes out in the background though another’s does not', async () => {
  const [held, other] = [aPerson(), aPerson()].sort((a, b) => (databaseName(a) < databaseName(b) ? -1 : 1));
  if (held === undefined || other === undefined) throw new Error('two people');
  serverSays(() => null);
  for (const person of [held, other]) {
    await enrolled(person);
    await openPerson(person);
    await vi.waitFor(() => expect(currentStore()?.loop).not.toBeNull());
    currentStore()?.loop?.stop();
    await save([aVisit()]);
  }
  const sent: string[] = [];
  serverAnswersPushes(({ replica, commands }) => {
    if (replica === held.replica) return null;
    sent.push(replica);
    return pushedTo(commands);
  });

  await expect(sendAll()).rejects.toThrow('not all is sent'); // so that the browser wakes us again

  expect(sent).toContain(other.replica);
});

test('access that ended as another page was told ends here at once, and is known after a restart', async () => {
  const person = aPerson();
  await enrolled(person);
  serverSays(() => null);
  await startStore();
  await vi.waitFor(() => expect(currentStore()?.loop).not.toBeNull());
  currentStore()?.loop?.stop();

  await pullAll(aLedgerElsewhere(person), saying({ access: 'wipe' }), noTrouble(), () => undefined);

  await vi.waitFor(() => expect(session.value?.access).toBe('wipe'));
  expect(kept(person)?.access).toBe('wipe');
  updatePerson(keyOf(person), { access: 'full' }); // as a page that was closed before it heard left it
  await openPerson({ ...person, access: 'full' });
  expect(session.value?.access).toBe('wipe');
});

/** The store of this person is open, and the answer about them on its way. Returns what lets it arrive. */
async function askedAbout(person: Person): Promise<(change: object) => Promise<void>> {
  await enrolled(person);
  const answers: ((answer: Response) => void)[] = [];
  vi.stubGlobal('fetch', (path: string) =>
    path.startsWith('/api/me?')
      ? new Promise<Response>((resolve) => answers.push(resolve))
      : Promise.reject(new TypeError('no network')),
  );
  await openPerson(person);
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  currentStore()?.loop?.stop();
  return async (change) => {
    answers[0]?.(new Response(JSON.stringify({ ...meOf(person), seal_key: 'told', ...change })));
    await vi.waitFor(() => expect(kept(person)?.seal?.key).toBe('told'));
    await new Promise(setImmediate);
  };
}

test('an answer that was on its way when access ended does not bring it back', async () => {
  const person = aPerson();
  const arrives = await askedAbout(person);

  noteAccess(keyOf(person), 'wipe');
  await arrives({ access: 'full', slices: [{ id: slice_id, kind: 'team' }] });

  expect(session.value?.access).toBe('wipe');
  expect(kept(person)?.access).toBe('wipe');
  expect(await currentStore()?.db.read(['slices'], (tx) => tx.objectStore('slices').count())).toBe(0);
});

test('an answer that was on its way when this page took another name keeps that', async () => {
  const person = aPerson();
  const arrives = await askedAbout(person);

  const store = currentStore();
  const { id } = await fork(store?.db ?? openDatabase(''), person.replica);
  if (store !== null) await refresh(store, { households: [] });
  noteOwnName('新名字');
  await arrives({ replica_highest_n: 9 });

  expect(session.value).toMatchObject({ replica: id, person: { name: '新名字' } });
  expect(kept(person)).toMatchObject({ replica: id, person: { name: '新名字' } });
});

test('who is given access again has it, whatever this phone was told before', async () => {
  const person = aPerson();
  await enrolled(person);
  await pullAll(aLedgerElsewhere(person), saying({ access: 'wipe' }), noTrouble(), () => undefined);
  vi.stubGlobal('fetch', (path: string) => {
    const enrolment = { ...meOf(person), seal_key: null };
    return path === '/api/enrol'
      ? Promise.resolve(new Response(JSON.stringify(enrolment)))
      : Promise.reject(new TypeError());
  });

  await enrol('CODE', peekedOf(person));

  expect(session.value?.access).toBe('full');
});

test('a loss that the server was not told of yet is told though its person comes back with a new code', async () => {
  const former = { replica: 'former', n: 12 };
  const person = aPerson({ wiped: { at: 1, unsent: null, former } });
  await enrolled(person);
  const heard: Told[] = [];
  vi.stubGlobal('fetch', (path: string, init: { body?: string } = {}) => {
    const isTold = path === '/api/me/evicted';
    if (isTold) heard.push(JSON.parse(init.body ?? '{}') as Told);
    const answer = isTold ? { highest_n: 9, unsent: 3, last_seen_at: 5 } : { ...meOf(person), seal_key: null };
    return Promise.resolve(new Response(JSON.stringify(answer)));
  });

  await enrol('CODE', peekedOf(person));

  await vi.waitFor(() => expect(kept(person)?.wiped).toMatchObject({ unsent: 3, former }));
  expect(heard).toMatchObject([{ replica: session.value?.replica, former: 'former', counted: 12 }]);
});

/** As another page has it over the same database: it tells this one what changed. */
function aLedgerElsewhere(person: Person) {
  return createLedger(openDatabase(databaseName(person)), {
    changed: (households, items) => Promise.resolve(tellTabs(keyOf(person), { households, items })),
    heard: () => undefined,
    placeOf: () => '',
    received: () => undefined,
    counted: () => undefined,
    persisted: () => null,
  });
}

function saying(change: object): Transport {
  return aServer(() => pulled([], change)).transport;
}

function pushedTo(commands: readonly Command[]) {
  return { fork: false, receipts: commands.map((command) => aReceipt(command)) };
}

/** `reply`: null where the network is gone. */
function serverAnswersPushes(reply: (push: Push) => object | null): void {
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    const told = reply(JSON.parse(body) as Push);
    if (told === null) return Promise.reject(new TypeError('no network'));
    return Promise.resolve(new Response(JSON.stringify({ server_time: 5, missing: [], access: 'full', ...told })));
  });
}

test('a portal that answers with JSON of its own changes nothing: work is saved, and the app opens again', async () => {
  const person = aPerson();
  await enrolled(person);
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ login: 'please' })));
  await startStore();
  await vi.waitFor(() => expect(syncing.value.problem).toBe('portal'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  currentStore()?.loop?.stop();

  await expect(save([aVisit()])).resolves.toHaveLength(1);
  expect(kept(person)).toMatchObject({ person: person.person, organization: person.organization, n: 1 });

  setCurrentStore(null);
  serverSays(() => null);
  await startStore();
  expect(counts.value.on_phone).toBe(1);
});

test('an entry of somebody without a name keeps nobody else from their work', async () => {
  const person = aPerson();
  await enrolled(person);
  const { current, people } = readPeople();
  localStorage.setItem('doorstep-people', JSON.stringify({ current, people: [{ access: 'full' }, null, ...people] }));
  serverSays(() => null);

  await startStore();

  expect(session.value?.person).toEqual(person.person);
  expect(readPeople().people).toEqual([person]);
});

test('a loss is told to the server later where a portal answered', async () => {
  const former = { replica: 'former', n: 12 };
  const person = aPerson({ wiped: { at: 1, unsent: null, former } });
  await enrolled(person);
  const heard: Told[] = [];
  serverSays(
    () => meOf(person),
    (told) => (heard.push(told) === 1 ? { login: 'please' } : { highest_n: 9, unsent: 3, last_seen_at: 5 }),
  );
  await openPerson(person);
  await vi.waitFor(() => expect(heard).toHaveLength(1));

  await openPerson(kept(person) ?? person);

  await vi.waitFor(() => expect(kept(person)?.wiped).toMatchObject({ unsent: 3, heard: { n: 9 } }));
});

test('two pages that find the store empty at once go on as one replica, and count on', async () => {
  const person = aPerson({ n: 3 });
  keepPerson(person, { makeCurrent: true });
  serverSays(() => null);
  const slow = openDatabase(databaseName(person)); // another page: it has read that there is none yet
  await openPerson(person);
  await save([aVisit()]);

  const replica = await claimReplica(slow, newReplica('another'));

  expect(replica).toMatchObject({ id: session.value?.replica, n: 1 });
  await expect(save([aVisit()])).resolves.toHaveLength(1);
});

test('a code that is entered while another page saves does not set the counting back', async () => {
  const person = aPerson();
  await enrolled(person);
  serverSays(() => null);
  await openPerson(person);
  await save([aVisit()]);
  vi.stubGlobal('fetch', (path: string) =>
    path === '/api/enrol' ? Promise.resolve(Response.json(meOf(person))) : Promise.reject(new TypeError('no network')),
  );

  const enrolling = enrol('CODE', peekedOf(person));
  for (let turn = 0; turn < 10; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    await save([aVisit()]);
  }
  await enrolling;

  await expect(save([aVisit()])).resolves.toHaveLength(1);
  expect(kept(person)?.n).toBe(12);
});

test.each([
  ['a network that takes calls and never answers', null],
  ['a disk that is full', { slices: [{ id: slice_id, kind: 'team' }] }],
] as const)('%s does not keep what others left unsent from being counted when the app opens', async (_, answer) => {
  const [other, person] = [aPerson(), aPerson()];
  await enrolled(other);
  serverSays(() => null);
  await openPerson(other);
  await vi.waitFor(() => expect(currentStore()?.loop).not.toBeNull());
  currentStore()?.loop?.stop();
  await save([aVisit()]);
  await enrolled(person);
  vi.stubGlobal('fetch', (path: string) =>
    answer !== null && path.startsWith('/api/me?')
      ? Promise.resolve(Response.json({ ...meOf(person), ...answer }))
      : new Promise(() => undefined),
  );
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('', 'QuotaExceededError');
  });

  await openPerson(person);

  await vi.waitFor(() => expect(otherPeople.value.find(({ key }) => key === keyOf(other))?.unsent).toBe(1));
  expect(unsentFileState.value).not.toBe('nothing');
  put.mockRestore();
});
