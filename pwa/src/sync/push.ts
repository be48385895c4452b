import type { Command, Push } from '../protocol';
import { PROTOCOL } from '../protocol';
import { asText, isOverlong, paired } from './batch';
import { asPushReply, heardFrom, isGateways, stoppedBy } from './answers';
import type { Answer, Identity, Ledger, Stopped, Transport } from './ports';

const fullBatch = 200;
export const triesBeforeBisecting = 3;
const failuresInOneRound = 16;
const gatewaysInOneRound = 2; // a command that is passed over, and whether another one fares better

/** What pushes learned of a server that fails, kept from round to round. */
export interface Trouble {
  /** Of the same server in a row; the search by halves goes on until the outbox is empty. */
  failures: number;
  /** Words of a gateway since the outbox was empty: an outage and a command that brings them about look alike. */
  gateways: number;
  limit: number;
  /** What the limit grows to again. Less than a full batch while a command that a gateway has its word for is looked for. */
  most: number;
  /** Commands the server failed on alone. Once another one has succeeded after them, each is tried again. */
  readonly suspects: Set<string>;
  /** Those of them it said it cannot read (400): a push of nothing that it takes is proof enough, there may be no other command. */
  readonly unreadable: Set<string>;
  /** Those that are tried again: the server works, so where it fails once more on one of them alone, that one is bad. */
  readonly lastTried: Set<string>;
  /** Those the server failed on alone in this round. */
  readonly failedAlone: Set<string>;
  /** Those a gateway had its word for alone. Nothing is wrong with them for all we know: they are tried again after all else. */
  readonly passedOver: Set<string>;
}

export function noTrouble(): Trouble {
  return {
    failures: 0,
    gateways: 0,
    limit: fullBatch,
    most: fullBatch,
    suspects: new Set(),
    unreadable: new Set(),
    lastTried: new Set(),
    failedAlone: new Set(),
    passedOver: new Set(),
  };
}

/** Send all that waits, in the order of n. Null when nothing is left to send. */
export async function pushAll(
  ledger: Ledger,
  transport: Transport,
  trouble: Trouble,
  beat: () => void,
): Promise<Stopped | null> {
  let failures = 0;
  const words: Stopped[] = []; // of a gateway, in this round
  trouble.lastTried.clear(); // what went through in an earlier round says nothing of the server now
  trouble.failedAlone.clear();
  for (;;) {
    beat();
    const identity = await ledger.identity();
    const batch = await ledger.waiting(trouble.limit, new Set([...trouble.suspects, ...trouble.passedOver]));
    if (batch.length === 0 && words.length === 0 && takeUpPassedOver(trouble)) continue;
    if (batch.length === 0 && identity.lost.length === 0 && trouble.unreadable.size === 0)
      return endOfQueue(trouble) ?? words[0] ?? null;
    const answer = await transport.post('/api/sync/push', bodyOf(batch, identity, Date.now()));
    const end = await takeAnswer(ledger, trouble, batch, identity, answer);
    if (end === 'failed' && ++failures >= failuresInOneRound) return { problem: 'server', retry_after_ms: null };
    if (end === 'on' || end === 'failed') continue;
    if (!('passed' in end)) return end;
    if (words.push(end.passed) >= gatewaysInOneRound) return end.passed;
  }
}

function bodyOf(commands: readonly Command[], identity: Identity, sent_at: number): Push {
  const { replica, forked_from, lost, status } = identity;
  const body: Push = { protocol: PROTOCOL, replica, sent_at, commands, lost, status };
  return forked_from === null ? body : { ...body, forked_from };
}

/** `passed`: the round goes on without the one command that was sent. */
type Step = 'on' | 'failed' | Stopped | { readonly passed: Stopped };

async function takeAnswer(
  ledger: Ledger,
  trouble: Trouble,
  batch: readonly Command[],
  asker: Identity,
  answer: Answer,
): Promise<Step> {
  if (answer.kind === 'ok') return takeReply(ledger, trouble, batch, asker, answer);
  if (answer.kind === 'refused' && answer.status === 413) return tooLarge(ledger, trouble, batch, answer);
  const stopped = stoppedBy(answer);
  await ledger.keep(
    batch.map((command) => command.id),
    stopped.problem,
  );
  if (answer.kind !== 'refused') return stopped;
  if (isGateways(answer.status, answer.code)) return metGateway(trouble, batch, stopped);
  if (stopped.problem !== 'server') return stopped;
  const is_failing = answer.status === 400 || answer.status >= 500;
  return is_failing ? failed(ledger, trouble, batch, answer.status) : stopped;
}

async function takeReply(
  ledger: Ledger,
  trouble: Trouble,
  batch: readonly Command[],
  asker: Identity,
  answer: Extract<Answer, { kind: 'ok' }>,
): Promise<Step> {
  const reply = asPushReply(answer.value);
  if (reply === null) {
    await ledger.keep(
      batch.map((command) => command.id),
      'portal',
    );
    return { problem: 'portal', retry_after_ms: null };
  }
  if (reply.fork) {
    await ledger.fork(asker.replica);
    return 'on';
  }
  const heard = heardFrom(reply.server_time, answer.sent_at, answer.arrived_at);
  const settled = await ledger.settle(batch, reply, asker, heard);
  if (settled === null) return 'on';
  if (batch.length > 0 && paired(batch, reply.receipts).length === 0)
    return { problem: 'server', retry_after_ms: null };
  trouble.limit = releaseSuspects(trouble, batch) ? 1 : Math.min(trouble.most, trouble.limit * 2);
  return 'on';
}

/** The same batch three times: look for the command it fails on, by halves. */
async function failed(ledger: Ledger, trouble: Trouble, batch: readonly Command[], status: number): Promise<Step> {
  trouble.failures++;
  const [only, ...others] = batch;
  if (trouble.failures < triesBeforeBisecting || only === undefined) return { problem: 'server', retry_after_ms: null };
  if (others.length === 0) trouble.failedAlone.add(only.id);
  if (others.length > 0) trouble.limit = Math.ceil(batch.length / 2);
  else if (trouble.lastTried.delete(only.id)) await ledger.park([only.id], asText);
  else {
    trouble.suspects.add(only.id);
    if (status === 400) trouble.unreadable.add(only.id);
  }
  return 'failed';
}

/**
 * A word in the server's place blames no command, but one may be what brings it about. After three of them a batch is halved, one
 * step a round: it may be an outage. Who met it alone is passed over, for what is behind it.
 */
function metGateway(trouble: Trouble, batch: readonly Command[], stopped: Stopped): Step {
  trouble.gateways++;
  const [only, ...others] = batch;
  if (trouble.gateways < triesBeforeBisecting || only === undefined) return stopped;
  if (others.length > 0) {
    trouble.most = trouble.limit = Math.ceil(batch.length / 2);
    return stopped;
  }
  trouble.most = fullBatch;
  trouble.passedOver.add(only.id);
  return { passed: stopped };
}

/** All else is sent: what was passed over is tried again, beginning alone. Whether there is any. */
function takeUpPassedOver(trouble: Trouble): boolean {
  if (trouble.passedOver.size === 0) return false;
  trouble.passedOver.clear();
  trouble.limit = 1;
  return true;
}

/** A gateway may take less than the server: halves pass both. But a command is cut only where it is more than the server takes. */
async function tooLarge(
  ledger: Ledger,
  trouble: Trouble,
  batch: readonly Command[],
  answer: Extract<Answer, { kind: 'refused' }>,
): Promise<Step> {
  const [only, ...others] = batch;
  if (others.length > 0) {
    trouble.limit = Math.ceil(batch.length / 2);
    return 'on';
  }
  if (only !== undefined && answer.code !== '' && isOverlong(only)) {
    await ledger.park([only.id], asText);
    return 'on';
  }
  if (only !== undefined) await ledger.keep([only.id], 'server');
  return metGateway(trouble, batch, stoppedBy(answer));
}

/** A push went through after them: they are tried again, one by one. Whether there are any. */
function releaseSuspects(trouble: Trouble, batch: readonly Command[]): boolean {
  const released = [...(batch.length === 0 ? trouble.unreadable : trouble.suspects)];
  for (const id of released) {
    trouble.suspects.delete(id);
    trouble.lastTried.add(id);
  }
  trouble.unreadable.clear();
  return released.length > 0;
}

function endOfQueue(trouble: Trouble): Stopped | null {
  if (trouble.passedOver.size === 0) trouble.gateways = 0;
  if (trouble.suspects.size === 0) {
    trouble.failures = 0;
    trouble.limit = trouble.most = fullBatch;
    return null;
  }
  trouble.suspects.clear();
  trouble.unreadable.clear();
  return { problem: 'server', retry_after_ms: null };
}
