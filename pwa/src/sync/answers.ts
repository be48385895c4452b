import type { PullReply, PushReply } from '../protocol';
import type { Answer, Heard, Stopped } from './ports';

/** A push's reply, or null if what came back is not one: a portal's page with 200 is no receipt. */
export function asPushReply(value: unknown): PushReply | null {
  if (!isRecord(value) || typeof value['server_time'] !== 'number') return null;
  if (typeof value['fork'] !== 'boolean' || !Array.isArray(value['receipts'])) return null;
  return { missing: [], access: 'full', ...value } as unknown as PushReply;
}

export function asPullReply(value: unknown): PullReply | null {
  if (!isRecord(value) || typeof value['server_time'] !== 'number' || !Array.isArray(value['slices'])) return null;
  return { missing: [], access: 'full', dropped: [], ...value } as unknown as PullReply;
}

/** Our clock is read halfway between asking and hearing. */
export function heardFrom(server_time: number, sent_at: number, arrived_at: number): Heard {
  return { server_time, offset: Math.round(server_time - (sent_at + arrived_at) / 2) };
}

/** What a call that did not succeed means for the round. */
export function stoppedBy(answer: Exclude<Answer, { kind: 'ok' }>): Stopped {
  if (answer.kind === 'offline') return { problem: 'offline', retry_after_ms: null };
  if (answer.kind === 'foreign') return { problem: 'portal', retry_after_ms: null };
  return { problem: problemOf(answer.status, answer.code), retry_after_ms: answer.retry_after_ms };
}

function problemOf(status: number, code: string): Stopped['problem'] {
  if (code === 'unsupported_protocol') return 'update_needed';
  if (code === 'other_person') return 'other_person';
  if (status === 401) return 'signed_out';
  if (status === 403) return 'access_ended';
  if (status === 429 || status === 503 || (status >= 500 && isGateways(status, code))) return 'busy';
  return 'server';
}

/** What stands before the server answered in its place: the server is away, and has failed on nothing. A 503 says when to come. */
export function isGateways(status: number, code: string): boolean {
  return status === 502 || status === 504 || (code === '' && (status === 400 || (status >= 500 && status !== 503)));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
