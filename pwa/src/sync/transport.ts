import { readRetryAfter } from './backoff';
import type { Answer, Transport } from './ports';

const patience_ms = 60_000; // shorter than the time after which another tab takes the lock

/** Posts over the network as one person. `headers` says whose cookie counts. */
export function httpTransport(headers: Readonly<Record<string, string>>, stop: AbortSignal): Transport {
  return { post: (path, body) => post(path, body, headers, stop) };
}

async function post(
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
  stop: AbortSignal,
): Promise<Answer> {
  const call = new AbortController();
  const give_up = () => call.abort();
  const timer = setTimeout(give_up, patience_ms);
  stop.addEventListener('abort', give_up);
  const sent_at = Date.now();
  try {
    const text = JSON.stringify(body);
    const response = await fetch(path, {
      method: 'POST',
      headers,
      body: text,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: call.signal,
    });
    const reply = await response.text();
    return read(response, reply, sent_at);
  } catch {
    return { kind: 'offline' };
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', give_up);
  }
}

function read(response: Response, text: string, sent_at: number): Answer {
  const value = parse(text);
  const arrived_at = Date.now();
  if (response.ok) return value === undefined ? { kind: 'foreign' } : { kind: 'ok', value, sent_at, arrived_at };
  const code = typeof value === 'object' && value !== null && 'code' in value ? String(value.code) : '';
  const retry_after_ms = readRetryAfter(response.headers.get('Retry-After'), arrived_at);
  if (code === '' && response.status < 500 && ![400, 413, 429].includes(response.status)) return { kind: 'foreign' };
  return { kind: 'refused', status: response.status, code, retry_after_ms };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
