import { callAs } from './api';
import { openDatabase, type Database } from './database';
import { ApiProblem } from './errors';
import { newId } from './ids';
import { isOf } from './me';
import { forgetOwed } from './owed';
import { databaseName, keepPerson, keyOf, personOf, type Person } from './people';
import { claimReplica, newReplica, openPerson } from './start';
import type { SliceRow } from './schema';
import { expectSlices } from './slices';
import type { Named, Role, Session } from './types';

export interface Peeked {
  readonly person: Named;
  readonly organization: Named;
  readonly role: Role['role'];
  readonly teams: readonly Named[];
  readonly expires_at: number;
}

interface Enrolled {
  readonly person: Named;
  readonly roles: readonly (Role | Role['role'])[];
  readonly slices: readonly Pick<SliceRow, 'id' | 'kind'>[];
  readonly organization: Session['organization'];
  readonly seal_key?: string | null;
}

/** Codes are written in Crockford's base 32: read what people type for what they mean. */
export function readCode(typed: string): string {
  const text = typed.slice(typed.lastIndexOf('#') + 1);
  return text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}

/** Whom a code is for. Spends nothing. */
export function peek(code: string): Promise<Peeked> {
  return callAs<Peeked>(null, 'POST', '/api/enrol/peek', { code });
}

/** Spend the code: this phone is that person's from now on. Safe to repeat, also after a lost answer. */
export async function enrol(code: string, peeked: Peeked): Promise<void> {
  const db = openDatabase(databaseName(peeked));
  const kept = await spend(db, code, peeked).finally(() => db.close());
  keepPerson(kept, { makeCurrent: true });
  await openPerson(kept);
}

async function spend(db: Database, code: string, peeked: Peeked): Promise<Person> {
  const replica = await claimReplica(db, newReplica(newId())); // first: a browser that keeps nothing spends no code
  const body = { id: newId(), code, replica: replica.id, device: deviceName() };
  const enrolled = await callAs<Enrolled>(null, 'POST', '/api/enrol', body);
  if (!isOf(peeked, enrolled)) throw new ApiProblem(0, 'portal', '');
  const { person, roles, slices, organization, seal_key = null } = enrolled;
  forgetOwed(person.id);
  await expectSlices(db, slices);
  await letIn(db);
  const { id, n } = replica;
  const seal = seal_key === null ? null : { replica: id, key: seal_key };
  const wiped = personOf(keyOf(peeked))?.wiped ?? null; // the server may still have to be told
  return { person, organization, roles: roles.map(asRole), access: 'full', replica: id, n, seal, wiped };
}

/** An end of access that was heard of before counts no more. */
function letIn(db: Database): Promise<void> {
  return db.write(['heard'], async (tx) => {
    const heard = await tx.objectStore('heard').get('last');
    if (heard !== undefined) await tx.objectStore('heard').put({ ...heard, access: 'full' }, 'last');
  });
}

function asRole(role: Role | Role['role']): Role {
  return typeof role === 'string' ? { role } : role;
}

/** What a leader reads in the list of phones. */
function deviceName(): string {
  const agent = navigator.userAgent;
  const system = /iPhone|iPad|Android [\d.]+|Windows|Mac OS X|Linux/.exec(agent)?.[0] ?? '';
  const model = /Android [\d.]+; ([^;)]+)/.exec(agent)?.[1] ?? '';
  return [model, system]
    .filter((part) => part !== '')
    .join(' · ')
    .slice(0, 100);
}
