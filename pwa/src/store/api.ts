import { ApiProblem } from './errors';
import { headersFor } from './headers';
import { session } from './signals';

const patience_ms = 30_000;

/** Online JSON calls for screens that work only with a network. They throw ApiProblem; status 0 means no answer of ours. */
export const api = {
  /** `words`: what is searched for. */
  get: <T>(path: string, words = ''): Promise<T> =>
    callAs<T>(session.value?.person.id ?? null, 'GET', path, undefined, words),
  post: <T>(path: string, body: unknown = {}): Promise<T> =>
    callAs<T>(session.value?.person.id ?? null, 'POST', path, body),
};

/** A call as one of the people on this phone, or as nobody yet. */
export async function callAs<T>(
  person_id: string | null,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  words = '',
): Promise<T> {
  const response = await ask(path, method, headersFor(person_id, words), body);
  const value = await readJson(response);
  if (!response.ok) throw problemOf(response.status, value);
  return value as T;
}

async function ask(
  path: string,
  method: 'GET' | 'POST',
  headers: Record<string, string>,
  body: unknown,
): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience_ms);
  try {
    const init = { method, headers, credentials: 'same-origin' as const, signal: stop.signal };
    return await fetch(path, body === undefined ? init : { ...init, body: JSON.stringify(body) });
  } catch {
    throw new ApiProblem(0, 'offline', '');
  } finally {
    clearTimeout(timer);
  }
}

export async function readJson(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text === '' ? null : (JSON.parse(text) as unknown);
  } catch {
    throw new ApiProblem(response.ok ? 0 : response.status, 'portal', '');
  }
}

export function problemOf(status: number, value: unknown): ApiProblem {
  const parts: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  const read = (name: string): string => (typeof parts[name] === 'string' ? parts[name] : '');
  return new ApiProblem(status, read('code') || 'unknown', read('detail'));
}
