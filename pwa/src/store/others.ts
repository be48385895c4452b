import { signal, type ReadonlySignal } from '@preact/signals';
import type { Loop } from '../sync/loop';
import { openDatabase, type Database } from './database';
import { databaseName, keyOf, readPeople, type Person } from './people';
import { startOthersLoop } from './sync';

/** Somebody else who used this phone and whose work here is not all sent. */
export interface OtherPerson {
  readonly key: string;
  readonly name: string;
  readonly unsent: number;
}

const others = signal<readonly OtherPerson[]>([]);

export const otherPeople: ReadonlySignal<readonly OtherPerson[]> = others;

const loops = new Map<string, Loop>();

/** Count what the others left unsent, and send it as theirs. */
export async function watchOthers(current_key: string): Promise<void> {
  const people = readPeople().people.filter((person) => keyOf(person) !== current_key);
  for (const person of people) {
    const db = openDatabase(databaseName(person));
    await count(person, db);
    if (unsentOf(keyOf(person)) === 0) {
      db.close();
      continue;
    }
    const loop = startOthersLoop(person, db, () => void count(person, db));
    loops.set(keyOf(person), loop);
    loop.nudge();
  }
}

function unsentOf(key: string): number {
  return others.value.find((each) => each.key === key)?.unsent ?? 0;
}

async function count(person: Person, db: Database): Promise<void> {
  const key = keyOf(person);
  const unsent = await db.read(['outbox'], (tx) => tx.objectStore('outbox').count()).catch(() => 0);
  others.value = [...others.value.filter((each) => each.key !== key), { key, name: person.person.name, unsent }];
  if (unsent === 0) loops.get(key)?.stop();
}
