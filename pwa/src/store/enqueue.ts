import type { Command } from '../protocol';
import type { Heard } from '../sync/ports';
import { sealAll, type Sealed } from './codec';
import type { Writing } from './database';
import { SaveError } from './errors';
import { newId } from './ids';
import { inverseOf } from './inverse';
import type { Replica, Work } from './schema';
import { strip } from './strip';
import type { Draft } from './types';

/** A command ready to be given its n and written. */
export interface Prepared {
  readonly id: string;
  readonly household_id: string;
  readonly saved_at: number;
  readonly body: Sealed<Work>;
}

/** What was done at another time than it is saved: typed in from paper. */
export interface Past {
  /** When it was done, in ms UTC: a true time, not a reading of this computer's clock. */
  readonly at: number;
  /** How the outbox names it: a desk holds no card to take a name from. */
  readonly label: string;
}

/** When something was done, as a command says it. */
export type Clock = Pick<Command, 'at' | 'heard' | 'offset'>;

interface Maker {
  readonly heard: Heard | null;
  readonly now_ms: number;
  readonly labelOf: (draft: Draft) => string;
  /** Of what stands in the place of another: that was done when the other was. */
  readonly clock?: Clock;
}

/** Make commands of drafts, sealed: nothing slow is left for the transaction. */
export async function prepare(
  drafts: readonly Draft[],
  maker: Maker,
  past: readonly Past[] = [],
): Promise<readonly Prepared[]> {
  const works = drafts.map((draft, index) => workOf(strip(draft), maker, past[index]));
  const bodies = await sealAll(works);
  return works.flatMap(({ command: { id, household_id } }, index) => {
    const body = bodies[index];
    return body === undefined ? [] : [{ id, household_id: household_id ?? '', saved_at: maker.now_ms, body }];
  });
}

/** Write them with the next numbers, in a transaction that covers `replica` and `outbox`. The last number given. */
export async function enqueue(tx: Writing, prepared: readonly Prepared[]): Promise<Replica> {
  const replica = await tx.objectStore('replica').get('own');
  if (replica === undefined) throw new SaveError('gone');
  const outbox = tx.objectStore('outbox');
  let n = replica.n;
  for (const row of prepared) {
    const isSaved = (await outbox.index('id').getKey(row.id)) !== undefined; // a commit that was done but reported lost
    if (!isSaved) await outbox.add({ ...row, n: ++n, tries: 0, last_reason: null, revision: 0 });
  }
  const after = { ...replica, n };
  await tx.objectStore('replica').put(after, 'own');
  return after;
}

function workOf(draft: Draft, { heard, now_ms, labelOf, clock }: Maker, past: Past | undefined): Work {
  const id = newId(now_ms);
  const command = { ...draft, id, n: 0, ...(clock ?? clockOf(heard, now_ms, past)) } satisfies Command;
  return { command, label: past?.label ?? labelOf(draft), inverse: inverseOf(draft, id) };
}

/** The server corrects `at` by this computer's offset. Without `heard` it may lie before the last word from the server. */
function clockOf(heard: Heard | null, now_ms: number, past: Past | undefined) {
  if (past !== undefined) return { at: Math.round(past.at - (heard?.offset ?? 0)) };
  return { at: now_ms, ...(heard === null ? {} : { heard: heard.server_time, offset: heard.offset }) };
}
