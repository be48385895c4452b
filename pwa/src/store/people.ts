import { signal } from '@preact/signals';
import { isRecord } from '../sync/answers';
import type { SealKey } from './sealed';
import type { Named, Role, Session } from './types';

/**
 * Who has used this phone. Kept in localStorage, beside the databases, on purpose: when the browser throws a database
 * away, this still knows that there was one, which replica it was and how far it had counted.
 */
export interface Person {
  readonly person: Named;
  readonly organization: Session['organization'];
  readonly roles: readonly Role[];
  readonly access: Session['access'];
  readonly replica: string;
  /** The last n given, as far as this record saw. */
  readonly n: number;
  /** What unsent work is sealed with for a file, and whose key that is: after a fork the replica has another name. Missing until it was told. */
  readonly seal?: SealKey | null;
  /** The file of unsent work that was saved last. */
  readonly file?: { readonly at: number; readonly pieces: number };
  /** Set when the browser had thrown the store away: when it was noticed, and how much had not been sent (null: not known). */
  readonly wiped: Wiped | null;
}

export interface Wiped {
  readonly at: number;
  readonly unsent: number | null;
  /** Which replica it was and how far it had counted. null if that is lost too: then the server knows it by the cookie. */
  readonly former: { readonly replica: string; readonly n: number } | null;
  /** What the server has of the former replica: the last number, and when it last heard it. Missing until it was told. */
  readonly heard?: { readonly n: number; readonly at: number | null };
  /** The person has read it; the server is still told. */
  readonly is_seen?: boolean;
}

export interface Book {
  readonly current: string | null;
  readonly people: readonly Person[];
}

const key = 'doorstep-people';

/** The same as it stands now, for screens. */
export const people = signal<Book>(readPeople());

/** Whose store it is: a phone keeps one for each organization and person. */
export interface Owner {
  readonly person: Named;
  readonly organization: Named;
}

export function keyOf(person: Owner): string {
  return `${person.organization.id}.${person.person.id}`;
}

export function databaseName(person: Owner): string {
  return `doorstep-${keyOf(person)}`;
}

export function readPeople(): Book {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    if (isRecord(value) && Array.isArray(value['people'])) {
      const { current } = value;
      return { current: typeof current === 'string' ? current : null, people: value['people'].filter(isPerson) };
    }
  } catch {
    // Refused or unreadable: the same as nobody.
  }
  return { current: null, people: [] };
}

/** An entry that names nobody is as good as none: whoever it was comes back by the cookie, or with a new code, to the same store. */
function isPerson(value: unknown): value is Person {
  if (!isRecord(value) || !isNamed(value['person']) || !isNamed(value['organization'])) return false;
  return Array.isArray(value['roles']) && typeof value['replica'] === 'string' && typeof value['n'] === 'number';
}

export function isNamed(value: unknown): value is Named {
  return isRecord(value) && typeof value['id'] === 'string' && typeof value['name'] === 'string';
}

export function currentPerson(): Person | null {
  const { current, people: all } = readPeople();
  return all.find((each) => keyOf(each) === current) ?? null;
}

export function personOf(person_key: string): Person | undefined {
  return readPeople().people.find((each) => keyOf(each) === person_key);
}

/** Keep what is known of a person, and who the phone is in the hands of. */
export function keepPerson(person: Person, options: { makeCurrent?: boolean } = {}): void {
  const { current, people: all } = readPeople();
  const others = all.filter((each) => keyOf(each) !== keyOf(person));
  write({ current: options.makeCurrent === true ? keyOf(person) : current, people: [...others, person] });
}

export function updatePerson(person_key: string, change: Partial<Person>): void {
  const { current, people: all } = readPeople();
  write({ current, people: all.map((each) => (keyOf(each) === person_key ? { ...each, ...change } : each)) });
}

export function chooseCurrent(person_key: string | null): void {
  write({ ...readPeople(), current: person_key });
}

export function forgetPerson(person_key: string): void {
  const { current, people: all } = readPeople();
  write({ current: current === person_key ? null : current, people: all.filter((each) => keyOf(each) !== person_key) });
}

function write(book: Book): void {
  people.value = book;
  try {
    localStorage.setItem(key, JSON.stringify(book));
  } catch {
    // The databases are the truth; this is the second witness.
  }
}
