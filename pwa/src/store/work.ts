import { openAll } from './codec';
import type { AttentionRow, OutboxRow, SentRow, Work } from './schema';

/** Open rows that hold a command, each with its n put back in. */
export async function openWork(rows: readonly (OutboxRow | SentRow | AttentionRow)[]): Promise<readonly Work[]> {
  const works = await openAll(rows.map((row) => row.body));
  return works.map((work, index) => ({ ...work, command: { ...work.command, n: rows[index]?.n ?? 0 } }));
}
