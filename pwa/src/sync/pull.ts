import { PROTOCOL, type Pull, type PullReply } from '../protocol';
import { pushAgain } from './again';
import { asPullReply, heardFrom, stoppedBy } from './answers';
import type { Cursor, Ledger, Stopped, Transport } from './ports';
import type { Trouble } from './push';

// A page cut off by a bad network costs little to ask for again; on a good one few large pages are quicker.
const page_bytes = { first: 128 * 1024, least: 32 * 1024, most: 1024 * 1024 };
const quick_ms = 2_000;
const archive_ms = 14 * 24 * 3_600_000;

/**
 * Fetch until no slice has more. Null when everything the server has for this phone is on it. `trouble` is what was
 * learned of a restored server that fails on what is sent to it again.
 */
export async function pullAll(
  ledger: Ledger,
  transport: Transport,
  trouble: Trouble,
  beat: () => void,
): Promise<Stopped | null> {
  let sentTo: Epochs | null = null;
  let max_bytes = page_bytes.first;
  let kept = await ledger.kept();
  for (;;) {
    beat();
    const [{ replica, status }, cursors] = await Promise.all([ledger.identity(), ledger.cursors()]);
    const body: Pull = {
      protocol: PROTOCOL,
      replica,
      cursors: plain(cursors),
      max_bytes,
      status,
      ...(kept.length > 0 && { kept }),
    };
    const answer = await transport.post('/api/sync/pull', body);
    if (answer.kind !== 'ok') return stoppedBy(answer);
    max_bytes = sized(max_bytes, answer.arrived_at - answer.sent_at);
    const reply = asPullReply(answer.value);
    if (reply === null) return { problem: 'portal', retry_after_ms: null };
    if (mayBeRestored(reply, cursors, sentTo)) {
      sentTo = Object.fromEntries(reply.slices.map(({ id, epoch }) => [id, epoch]));
      await ledger.seeRestore();
      const archived = await ledger.archived(reply.server_time - archive_ms);
      if (archived.length > 0) {
        const stopped = await pushAgain(ledger, transport, archived, trouble, beat);
        if (stopped !== null) return stopped;
        continue;
      }
    }
    const more = await takeReply(ledger, reply, cursors);
    await ledger.hear(reply, heardFrom(reply.server_time, answer.sent_at, answer.arrived_at), replica);
    if (reply.access === 'wipe') {
      await sayWiped(ledger, transport, body);
      return { problem: 'access_ended', retry_after_ms: null };
    }
    await ledger.forget(reply.erased ?? [], kept);
    kept = await ledger.kept();
    if (more || kept.length > 0) continue;
    await ledger.sweep();
    if (sentTo === null) await trySkipped(ledger, transport, reply.server_time - archive_ms, trouble, beat);
    return null;
  }
}

/** What was passed over when all was sent again is tried once a round. It holds up nothing, and is sent already for its person. */
async function trySkipped(
  ledger: Ledger,
  transport: Transport,
  since: number,
  trouble: Trouble,
  beat: () => void,
): Promise<void> {
  if (trouble.passedOver.size === 0) return;
  const archived = await ledger.archived(since);
  const skipped = archived.filter(({ id }) => trouble.passedOver.has(id));
  await pushAgain(ledger, transport, skipped, trouble, beat);
}

/** The server is told that nothing is left here; if that is lost, the next round says it again. */
async function sayWiped(ledger: Ledger, transport: Transport, asked: Pull): Promise<void> {
  const { status } = await ledger.identity();
  if (status.unsent !== 0) return;
  await transport.post('/api/sync/pull', { ...asked, cursors: {}, kept: [], status: { ...status, wiped: true } });
}

/** Of each slice. */
type Epochs = Readonly<Record<string, string>>;

/**
 * An epoch other than the one we know, or none that we know, as where all that we follow is dropped: the store may have been
 * restored, and lack what this phone sent. `sentTo` is where it was sent again in this round; the store may be put back once
 * more meanwhile. A wipe waits for nothing.
 */
function mayBeRestored(reply: PullReply, cursors: Readonly<Record<string, Cursor>>, sentTo: Epochs | null): boolean {
  if (reply.access === 'wipe') return false;
  if (sentTo === null && Object.keys(cursors).every((id) => reply.dropped.includes(id))) return true;
  return reply.slices.some((page) => {
    const known = sentTo?.[page.id] ?? cursors[page.id]?.epoch;
    return known !== undefined && known !== page.epoch;
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
  if (reply.dropped.length > 0) await ledger.drop(reply.dropped, reply.ended ?? []);
  return reply.slices.some((page) => page.more);
}

function plain(cursors: Readonly<Record<string, Cursor>>): Record<string, string> {
  return Object.fromEntries(Object.entries(cursors).map(([id, { cursor }]) => [id, cursor]));
}

function sized(max_bytes: number, took_ms: number): number {
  return took_ms < quick_ms ? Math.min(page_bytes.most, max_bytes * 2) : Math.max(page_bytes.least, max_bytes / 2);
}
