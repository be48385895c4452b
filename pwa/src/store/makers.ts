/** Makers for tests of the store: everything a test does not care about has a value already. */
import type { Card, Command, Receipt, SlicePage } from '../protocol';
import type { Answer, Transport } from '../sync/ports';
import { setCurrentStore, openStoreFor, type OpenStore } from './current';
import { openDatabase } from './database';
import { createLedger } from './ledger';
import { databaseName, keepPerson, type Person } from './people';
import type { Draft } from './types';
import { forgetRounds } from './ready';
import { session } from './signals';
import { newReplica } from './start';
import { refresh } from './view';

export const campaign_id = '00000000-0000-7000-8000-0000000000c1';
export const team_id = '00000000-0000-7000-8000-0000000000a1';
export const slice_id = '00000000-0000-7000-8000-000000000051';
let made = 0;

export function household(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

export function aPerson(change: Partial<Person> = {}): Person {
  const name = `p${++made}`;
  const person = { id: `person-${name}`, name };
  const organization = { id: 'org', name: '祥和', time_zone: 'Asia/Shanghai' };
  return {
    person,
    organization,
    roles: [{ role: 'volunteer' }],
    access: 'full',
    replica: `replica-${name}`,
    n: 0,
    seal: null,
    wiped: null,
    ...change,
  };
}

/** A fresh store on this phone, shown on the screen, without a loop of its own. */
export async function anOpenStore(person: Person = aPerson()): Promise<OpenStore> {
  const store = openStoreFor(person, openDatabase(databaseName(person)));
  await store.db.write(['replica'], (tx) => tx.objectStore('replica').put(newReplica(person.replica), 'own'));
  keepPerson(person, { makeCurrent: true });
  setCurrentStore(store);
  forgetRounds();
  session.value = {
    person: person.person,
    organization: person.organization,
    roles: person.roles,
    replica: person.replica,
    access: 'full',
  };
  await refresh(store, { households: 'all', items: true });
  return store;
}

export function aLedger(store: OpenStore) {
  return createLedger(store.db, {
    changed: (households, items) => refresh(store, { households, items }),
    heard(heard) {
      store.heard = heard;
    },
    placeOf: (id) => id.slice(-3),
    received: () => undefined,
    counted: () => undefined,
    persisted: () => null,
  });
}

export function aVisit(change: Partial<Extract<Draft, { type: 'record_visit' }>> = {}): Draft {
  return { type: 'record_visit', household_id: household(1), seen: null, campaign_id, outcome: 'not_home', ...change };
}

export function aCard(n: number, change: Partial<Card> = {}): Card {
  const facts = {
    entrance: '1单元',
    floor: 1,
    door: String(100 + n),
    name: '王淑珍',
    phones: [],
    people_count: null,
    note: null,
  };
  const rest = { needs: [], roll_vacant: false, closed: null, added_in: null, aliases: [] };
  return {
    version: 1,
    tag: n,
    assignment: { campaign_id, team_id, person_id: null, epoch: 1 },
    state: 'never_tried',
    household: { id: household(n), building_id: household(900), ...facts, ...rest },
    residents: [],
    visits: [],
    visit_count: 0,
    requests: [],
    request_count: 0,
    do_not_contact: [],
    conflicts: [],
    conflict_count: 0,
    ...change,
  };
}

export function aPage(change: Partial<SlicePage> = {}): SlicePage {
  return { id: slice_id, kind: 'team', epoch: 'e1', cursor: 'c1', entries: [], reset: false, more: false, ...change };
}

export function aReceipt(command: Pick<Command, 'id'>, change: Partial<Receipt> = {}): Receipt {
  return { id: command.id, outcome: 'applied', version: 2, ...change };
}

/** A server in a few words: `reply` says what each post is answered, `asked` keeps the bodies. */
export function aServer(reply: (path: string, body: Asked, turn: number) => Answer): {
  transport: Transport;
  asked: Asked[];
} {
  const asked: Asked[] = [];
  const transport: Transport = {
    post(path, body) {
      asked.push({ path, ...(body as object) } as Asked);
      return Promise.resolve(reply(path, body as Asked, asked.length));
    },
  };
  return { transport, asked };
}

export interface Asked {
  readonly path: string;
  readonly replica: string;
  readonly commands: readonly Command[];
  readonly cursors: Readonly<Record<string, string>>;
  readonly kept?: readonly string[];
  readonly lost?: readonly (readonly [number, number])[];
  readonly forked_from?: string;
}

export function ok(value: object): Answer {
  return {
    kind: 'ok',
    value: { server_time: 1_000_000, missing: [], access: 'full', ...value },
    sent_at: 0,
    arrived_at: 0,
  };
}

export function pushed(commands: readonly Command[], change: object = {}): Answer {
  return ok({ fork: false, receipts: commands.map((command) => aReceipt(command)), ...change });
}

export function pulled(slices: readonly SlicePage[], change: object = {}): Answer {
  return ok({ dropped: [], slices, ...change });
}

export function refused(status: number, code = 'broken'): Answer {
  return { kind: 'refused', status, code, retry_after_ms: null };
}
