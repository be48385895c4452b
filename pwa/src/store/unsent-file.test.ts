import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Push } from '../protocol';
import { sealAll } from './codec';
import { compareWithServer } from './compare';
import { fork } from './custody';
import { anOpenStore, aPerson, aVisit, household } from './makers';
import { otherPeople, watchOthers } from './others';
import { databaseName, forgetPerson, keyOf, personOf, readPeople } from './people';
import { save } from './save';
import type { SealedPart } from './sealed';
import { counts, outbox } from './signals';
import { undo } from './undo';
import { lastFile, makeUnsentFile, noteFileKept, unsentFileState, type UnsentFile } from './unsent-file';

const key = btoa('k'.repeat(32));

beforeEach(() => {
  for (const person of readPeople().people) forgetPerson(keyOf(person)); // a phone that nobody used
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
});

const sealed = () => {
  const person = aPerson();
  return { ...person, seal: { replica: person.replica, key } };
};

interface Saved {
  readonly doorstep: string;
  readonly version: number;
  readonly parts: readonly SealedPart[];
}

async function partsOf(made: UnsentFile | null): Promise<readonly SealedPart[]> {
  const texts = await Promise.all((made?.files ?? []).map((file) => file.text()));
  return texts.flatMap((text) => (JSON.parse(text) as Saved).parts);
}

const bytesOf = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** What the server reads of a part. */
async function opened(part: SealedPart): Promise<Push & { readonly name: string }> {
  const secret = await crypto.subtle.importKey('raw', bytesOf(key), 'AES-GCM', false, ['decrypt']);
  const bound = ['doorstep outbox 1', part.organization, part.person, part.replica].join('\n');
  const algorithm = {
    name: 'AES-GCM',
    iv: bytesOf(part.nonce),
    additionalData: new TextEncoder().encode(bound),
  };
  const plain = await crypto.subtle.decrypt(algorithm, secret, bytesOf(part.sealed));
  return JSON.parse(new TextDecoder().decode(plain)) as Push & { readonly name: string };
}

test('everything unsent is in the file, and stays on the phone', async () => {
  const person = sealed();
  await anOpenStore(person);
  const [first] = await save([aVisit(), aVisit({ household_id: household(2) })]);
  await save([aVisit({ outcome: 'met', note: '下午在家' })]);
  await undo([first ?? '']);
  const before = outbox.value;

  const made = await makeUnsentFile(1_700_000_000_000);
  const [part, ...others] = await partsOf(made);

  expect(others).toEqual([]);
  expect(part).toMatchObject({ organization: 'org', person: person.person.id, replica: person.replica });
  const push = await opened(part as SealedPart);
  expect(push).toMatchObject({
    protocol: 1,
    replica: person.replica,
    sent_at: 1_700_000_000_000,
    name: person.person.name,
  });
  expect(push.commands.map(({ n, type }) => [n, type])).toEqual([
    [1, 'withdraw'],
    [2, 'record_visit'],
    [3, 'record_visit'],
  ]);
  expect(push.commands.slice(1)).toEqual(before.map(({ command }) => command));
  expect(made?.pieces).toBe(2); // as the screen counts them
  expect(outbox.value).toEqual(before);
  expect(counts.value.on_phone).toBe(2);
});

test('nothing of what was recorded can be read in the file', async () => {
  await anOpenStore(sealed());
  await save([aVisit({ note: 'the medicine is in the drawer' })]);

  const text = (await (await makeUnsentFile())?.files[0]?.text()) ?? '';

  expect(text).not.toContain('medicine');
  expect(text).not.toContain(household(1));
  expect(text).not.toContain('record_visit');
});

test('a large outbox comes in parts that the server takes whole', async () => {
  await anOpenStore(sealed());
  const note = '很'.repeat(4_000);
  await save(Array.from({ length: 120 }, () => aVisit({ note })));

  const parts = await partsOf(await makeUnsentFile());
  const pushes = await Promise.all(parts.map(opened));

  expect(parts.length).toBeGreaterThan(1);
  expect(Math.max(...parts.map((part) => bytesOf(part.sealed).length))).toBeLessThan(1024 * 1024);
  expect(pushes.flatMap(({ commands }) => commands.map(({ n }) => n))).toEqual(
    Array.from({ length: 120 }, (_, index) => index + 1),
  );
});

test('what is more than one file may hold comes in several, each of which the server takes', async () => {
  const person = sealed();
  const store = await anOpenStore(person);
  const note = '很'.repeat(4_000);
  const works = Array.from({ length: 800 }, (_, index) => ({ ...aVisit({ note }), id: household(index), n: 0, at: 1 }));
  const bodies = await sealAll(works.map((command) => ({ command, label: '', inverse: [] })));
  await store.db.write(['outbox'], async (tx) => {
    for (const [index, body] of bodies.entries()) {
      const row = { n: index + 1, id: household(index), household_id: household(1), saved_at: 1, body };
      await tx.objectStore('outbox').add({ ...row, tries: 0, last_reason: null, revision: 0 });
    }
  });

  const made = await makeUnsentFile();
  const pushes = await Promise.all((await partsOf(made)).map(opened));

  expect(made?.files.map(({ name }) => name.slice(-6))).toEqual(['-1.txt', '-2.txt']);
  expect(Math.max(...(made?.files ?? []).map(({ size }) => size))).toBeLessThan(8 * 1024 * 1024);
  expect(pushes.flatMap(({ commands }) => commands)).toHaveLength(800);
});

test('what everybody who uses this phone had not sent is in one file, each under a seal of their own', async () => {
  const [ann, ben, cai] = [sealed(), sealed(), aPerson()];
  for (const person of [ann, ben, cai]) {
    await anOpenStore(person);
    await save([aVisit()]);
  }

  const made = await makeUnsentFile();
  const parts = await partsOf(made);

  expect(made?.names).toEqual([ann.person.name, ben.person.name]);
  expect(made?.left_out).toEqual([cai.person.name]);
  expect(parts.map(({ person }) => person)).toEqual([ann.person.id, ben.person.id]);
});

test('whose store cannot be read holds up nobody else’s work', async () => {
  const ann = await anOpenStore(sealed());
  await save([aVisit()]);
  const ben = sealed();
  await anOpenStore(ben);
  await save([aVisit()]);
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('', 'UnknownError'); // every store but the one that is open
  });
  ann.db.close();

  const made = await makeUnsentFile();

  expect((await partsOf(made)).map(({ person }) => person)).toEqual([ben.person.id]);
  expect(made?.left_out).toEqual([ann.person.person.name]);
});

test('after a fork it is sealed with the key there is, and names the replica it goes on as', async () => {
  const person = sealed();
  const store = await anOpenStore(person);
  await save([aVisit()]);
  const { id } = await fork(store.db, person.replica);

  const [part] = (await partsOf(await makeUnsentFile())) as [SealedPart];

  expect(part.replica).toBe(person.replica);
  expect(await opened(part)).toMatchObject({ replica: id, forked_from: person.replica });
});

test('it says whether there is something to save, a key to seal it with, and when it was saved last', async () => {
  const person = aPerson();
  const store = await anOpenStore(person);
  expect(unsentFileState.value).toBe('nothing');
  expect(await makeUnsentFile()).toBeNull();
  await save([aVisit()]);
  expect(unsentFileState.value).toBe('no_key');
  expect(await makeUnsentFile()).toBeNull();

  vi.stubGlobal('fetch', () =>
    Promise.resolve(
      Response.json({ person: person.person, organization: person.organization, roles: [], slices: [], seal_key: key }),
    ),
  );
  await compareWithServer(store);
  vi.unstubAllGlobals();

  expect(personOf(store.key)?.seal).toEqual({ replica: person.replica, key });
  expect(unsentFileState.value).toBe('ready');
  const made = await makeUnsentFile();
  expect(lastFile.value).toBeNull();
  noteFileKept(made as UnsentFile, 5);
  expect(lastFile.value).toEqual({ at: 5, pieces: 1 });
});

test('where the browser cannot seal it says so', async () => {
  await anOpenStore(sealed());
  const { crypto: real } = globalThis;
  vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => real.getRandomValues(bytes) });
  await save([aVisit()]);

  expect(unsentFileState.value).toBe('insecure');
  vi.unstubAllGlobals();
});

test('what somebody else left unsent can be saved when nothing is one’s own', async () => {
  await anOpenStore(sealed());
  await save([aVisit()]);
  await anOpenStore(sealed());
  await watchOthers(keyOf(readPeople().people[1] ?? aPerson()));

  expect(counts.value.on_phone).toBe(0);
  expect(unsentFileState.value).toBe('ready');
});

test('what somebody else left is not said to be with the server while it cannot be counted, and is counted as soon as it can', async () => {
  const ann = sealed();
  await anOpenStore(ann);
  await save([aVisit()]);
  const ben = await anOpenStore(sealed());
  expect(unsentFileState.value).toBe('ready'); // nobody has counted yet
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const open = indexedDB.open.bind(indexedDB);
  const opening = vi.spyOn(indexedDB, 'open').mockImplementation((name, version) => {
    if (name === databaseName(ann)) throw new DOMException('lost', 'UnknownError');
    return open(name, version);
  });

  await watchOthers(ben.key);
  const unsent = () => otherPeople.value.find(({ key }) => key === keyOf(ann))?.unsent;
  expect([unsent(), unsentFileState.value]).toEqual([null, 'ready']);

  opening.mockRestore();
  await vi.advanceTimersByTimeAsync(3_000);
  vi.useRealTimers();
  await vi.waitFor(() => expect(unsent()).toBe(1));
});

test('what was undone and is not sent yet goes into the file too, and into no number of records', async () => {
  await anOpenStore(sealed());
  await undo(await save([aVisit()]));

  expect(counts.value).toMatchObject({ on_phone: 0, withdrawals: 1 });
  expect(unsentFileState.value).toBe('ready');
  const made = await makeUnsentFile();
  const [part] = (await partsOf(made)) as [SealedPart];
  expect((await opened(part)).commands.map(({ type }) => type)).toEqual(['withdraw']);
  expect(made?.pieces).toBe(0);
});
