import { computed } from '@preact/signals';
import { PROTOCOL, type Command } from '../protocol';
import { asText, fitting } from '../sync/batch';
import { currentStore } from './current';
import { openDatabase, type Database } from './database';
import { SaveError } from './errors';
import { unsentOf } from './others';
import { databaseName, keyOf, people as book, readPeople, updatePerson, type Person } from './people';
import type { Replica } from './schema';
import { canSeal, sealPart, type SealedPart, type SealKey } from './sealed';
import { counts } from './signals';
import { openWork } from './work';

/** A copy of all that is unsent on this phone, of everybody who uses it. `names`: of whom there is a part in it. */
export interface UnsentFile {
  /** More than one only if one would be larger than the server takes; each stands for itself. */
  readonly files: readonly File[];
  readonly pieces: number;
  readonly names: readonly string[];
  /** Whose work is not in it, for want of a key. */
  readonly left_out: readonly string[];
  readonly kept: readonly { readonly key: string; readonly pieces: number }[];
}

/** nothing: there is none to save. insecure: this browser cannot seal here. no_key: the phone was not told its key yet. */
export type UnsentFileState = 'nothing' | 'insecure' | 'no_key' | 'ready';

const mostCommands = 500;
const mostBytes = 1024 * 1024;
const mostParts = 64;
const mostFileBytes = 8 * 1024 * 1024 - 4096; // without what stands around the parts
const about =
  '连心 Doorstep：这是一部手机上尚未发送的走访记录（已加密）。请交给你们的队长或负责人。 ' +
  'Visits that a phone could not send, sealed. Please hand this file to the team leader or coordinator.';

export const unsentFileState = computed<UnsentFileState>(() => {
  const { current, people } = book.value;
  const { on_phone, withdrawals } = counts.value;
  const unsent = (key: string) => (key === current ? on_phone + withdrawals : unsentOf(key));
  const whose = people.filter((person) => unsent(keyOf(person)) !== 0); // what is not known may be some
  if (whose.length === 0) return 'nothing';
  if (!canSeal()) return 'insecure';
  return whose.some((person) => person.seal != null) ? 'ready' : 'no_key';
});

/** When a file with this person's work was saved last, and how much was in it. */
export const lastFile = computed(
  () => book.value.people.find((each) => keyOf(each) === book.value.current)?.file ?? null,
);

/** The file, or null if nothing is unsent. The outboxes stay as they are. */
export async function makeUnsentFile(now_ms: number = Date.now()): Promise<UnsentFile | null> {
  const shares = await Promise.all(readPeople().people.map((person) => shareOf(person, now_ms)));
  const kept = shares.filter((share) => share.parts.length > 0);
  const parts = kept.flatMap((share) => share.parts);
  if (parts.length === 0) {
    const error = shares.find((share) => share.error !== null)?.error ?? null;
    if (error !== null) throw error;
    return null;
  }
  return {
    files: filesOf(parts, stampOf(now_ms)),
    pieces: kept.reduce((sum, { pieces }) => sum + pieces, 0),
    names: kept.map(({ person }) => person.person.name),
    left_out: shares.filter((share) => share.is_left_out).map(({ person }) => person.person.name),
    kept: kept.map(({ person, pieces }) => ({ key: keyOf(person), pieces })),
  };
}

/** What there is of one person in a file. Whose store cannot be read, or who has no key, holds up nobody else's work. */
interface Share {
  readonly person: Person;
  readonly parts: readonly SealedPart[];
  readonly pieces: number;
  readonly is_left_out: boolean;
  readonly error: SaveError | null;
}

async function shareOf(person: Person, now_ms: number): Promise<Share> {
  const none = { person, parts: [], pieces: 0, error: null };
  try {
    const { replica, commands } = await commandsOf(person);
    if (replica === undefined || commands.length === 0) return { ...none, is_left_out: false };
    if (person.seal == null) return { ...none, is_left_out: true };
    const parts = await partsOf(person, person.seal, replica, commands, now_ms);
    const pieces = commands.filter(({ type }) => type !== 'withdraw').length; // as the screens count
    return { person, parts, pieces, is_left_out: false, error: null };
  } catch (error) {
    if (!(error instanceof SaveError)) throw error;
    return { ...none, is_left_out: true, error };
  }
}

/** The file is where its person wanted it. */
export function noteFileKept({ kept }: UnsentFile, at: number = Date.now()): void {
  for (const { key, pieces } of kept) updatePerson(key, { file: { at, pieces } });
}

async function commandsOf(person: Person): Promise<{ replica: Replica | undefined; commands: readonly Command[] }> {
  const open = currentStore();
  const own = open !== null && open.key === keyOf(person);
  const db = own ? open.db : openDatabase(databaseName(person));
  try {
    return await readUnsent(db);
  } finally {
    if (!own) db.close();
  }
}

async function readUnsent(db: Database): Promise<{ replica: Replica | undefined; commands: readonly Command[] }> {
  const [replica, rows] = await db.read(['replica', 'outbox'], async (tx) => [
    await tx.objectStore('replica').get('own'),
    await tx.objectStore('outbox').getAll(),
  ]);
  const works = await openWork(rows);
  return { replica, commands: works.map((work) => work.command) };
}

/** Cut as pushes are: each part is one that the server takes whole. */
async function partsOf(
  { person, organization }: Person,
  seal: SealKey,
  { id, forked_from, lost }: Replica,
  commands: readonly Command[],
  sent_at: number,
): Promise<readonly SealedPart[]> {
  const whose = { organization: organization.id, person: person.id };
  const head = { protocol: PROTOCOL, replica: id, sent_at, lost, ...(forked_from === null ? {} : { forked_from }) };
  const parts: SealedPart[] = [];
  for (let at = 0; at < commands.length;) {
    const some = fitting(commands.slice(at, at + mostCommands));
    at += some.length;
    const push = (carried: readonly Command[]) => JSON.stringify({ ...head, commands: carried, name: person.name });
    const whole = push(some);
    const fits = new TextEncoder().encode(whole).length <= mostBytes;
    parts.push(await sealPart(whose, seal, fits ? whole : push(some.map(asText))));
  }
  return parts;
}

function filesOf(parts: readonly SealedPart[], stamp: string): readonly File[] {
  const groups: SealedPart[][] = [];
  let bytes = Infinity;
  for (const part of parts) {
    const more = JSON.stringify(part).length + 1; // base64 and ids: a byte each
    const group = groups[groups.length - 1];
    if (group === undefined || bytes + more > mostFileBytes || group.length === mostParts) {
      groups.push([part]);
      bytes = more;
    } else {
      group.push(part);
      bytes += more;
    }
  }
  return groups.map((some, index) => {
    const text = JSON.stringify({ doorstep: 'outbox', version: 1, about, parts: some });
    const name = groups.length === 1 ? stamp : `${stamp}-${index + 1}`;
    return new File([text], `doorstep-${name}.txt`, { type: 'text/plain' });
  });
}

/** By this phone's clock and zone, as its person reads it: 2026-11-26-1530. */
function stampOf(now_ms: number): string {
  const now = new Date(now_ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}-${two(now.getHours())}${two(now.getMinutes())}`;
}
