import { PROTOCOL, type Pull, type PullReply } from '../protocol';
import { asPullReply, heardFrom, stoppedBy } from './answers';
import type { Cursor, Ledger, Stopped, Transport } from './ports';
import { pushAgain } from './push';

const page_bytes = 256 * 1024; // a page cut off by the network costs little to ask for again
const archive_ms = 14 * 24 * 3_600_000;

/** Fetch until no slice has more. Null when everything the server has for this phone is on it. */
export async function pullAll(ledger: Ledger, transport: Transport, beat: () => void): Promise<Stopped | null> {
  let sentAgain = false;
  for (;;) {
    beat();
    const [{ replica, status }, cursors] = await Promise.all([ledger.identity(), ledger.cursors()]);
    const body: Pull = { protocol: PROTOCOL, replica, cursors: plain(cursors), max_bytes: page_bytes, status };
    const answer = await transport.post('/api/sync/pull', body);
    if (answer.kind !== 'ok') return stoppedBy(answer);
    const reply = asPullReply(answer.value);
    if (reply === null) return { problem: 'portal', retry_after_ms: null };
    if (!sentAgain && isRestored(reply, cursors)) {
      sentAgain = true;
      const stopped = await pushAgain(ledger, transport, await ledger.archived(reply.server_time - archive_ms));
      if (stopped !== null) return stopped;
      continue;
    }
    const more = await takeReply(ledger, reply, cursors);
    await ledger.hear(reply, heardFrom(reply.server_time, answer.sent_at, answer.arrived_at));
    if (reply.access === 'wipe') return { problem: 'access_ended', retry_after_ms: null };
    if (!more) break;
  }
  await ledger.sweep();
  return null;
}

/** An epoch other than the one we know: the store was restored, and may lack what this phone sent since. */
function isRestored(reply: PullReply, cursors: Readonly<Record<string, Cursor>>): boolean {
  return reply.slices.some((page) => {
    const known = cursors[page.id];
    return known !== undefined && known.epoch !== page.epoch;
  });
}

async function takeReply(
  ledger: Ledger,
  reply: PullReply,
  cursors: Readonly<Record<string, Cursor>>,
): Promise<boolean> {
  if (reply.access === 'wipe') {
    await ledger.end();
    return false;
  }
  for (const page of reply.slices) await ledger.apply(page, cursors[page.id]?.cursor);
  if (reply.dropped.length > 0) await ledger.drop(reply.dropped);
  return reply.slices.some((page) => page.more);
}

function plain(cursors: Readonly<Record<string, Cursor>>): Record<string, string> {
  return Object.fromEntries(Object.entries(cursors).map(([id, { cursor }]) => [id, cursor]));
}
