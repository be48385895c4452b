import { signal, type ReadonlySignal } from '@preact/signals';
import type { Loop } from '../sync/loop';
import { openDatabase, type Database } from './database';
import { databaseName, keyOf, readPeople, type Person } from './people';
import { startOthersLoop } from './sync';

/** Somebody else who used this phone, and how much of theirs is not sent: null where that cannot be read now. */
export interface OtherPerson {
  readonly key: string;
  readonly name: string;
  readonly unsent: number | null;
}

const others = signal<readonly OtherPerson[]>([]);

export const otherPeople: ReadonlySignal<readonly OtherPerson[]> = others;

const loops = new Map<string, Loop>();

/** Count what the others left unsent, and send it as theirs. A store that cannot be read holds up nobody else's work. */
export async function watchOthers(current_key: string): Promise<void> {
  const people = readPeople().people.filter((person) => keyOf(person) !== current_key);
  await Promise.all(people.map(watch));
}

/** How much of this person's is not sent; null while that is not known. */
export function unsentOf(key: string): number | null {
  return others.value.find((each) => each.key === key)?.unsent ?? null;
}

async function watch(person: Person): Promise<void> {
  const [key, db] = [keyOf(person), openDatabase(databaseName(person))];
  if ((await count(person, db)) === 0) return db.close();
  loops.get(key)?.stop();
  const loop = startOthersLoop(person, db, () => void count(person, db));
  loops.set(key, loop);
  loop.nudge();
}

async function count(person: Person, db: Database): Promise<number | null> {
  const key = keyOf(person);
  const unsent = await db.read(['outbox'], (tx) => tx.objectStore('outbox').count()).catch(() => null);
  others.value = [...others.value.filter((each) => each.key !== key), { key, name: person.person.name, unsent }];
  if (unsent === 0) loops.get(key)?.stop();
  return unsent;
}
