import { problemOf, readJson } from './api';
import { ApiProblem } from './errors';
import { headersFor } from './headers';
import { session } from './signals';

/** A file from the server, with the name it gave. */
export interface Downloaded {
  readonly name: string;
  readonly blob: Blob;
}

const quiet_ms = 600_000; // a large sheet is made before its first byte comes
const forUpload = { 'Content-Type': 'application/octet-stream' };

/** Send a file as it is. Throws ApiProblem; status 0 means no answer of ours. */
export async function upload<T>(path: string, file: Blob): Promise<T> {
  const response = await call(path, { method: 'POST', headers: { ...headers(), ...forUpload }, body: file });
  const value = await readJson(response);
  if (!response.ok) throw problemOf(response.status, value);
  return value as T;
}

/** Fetch a file whole; one that broke off is none. `onBytes` hears how many bytes have come. Throws ApiProblem. */
export async function download(path: string, onBytes: (bytes: number) => void): Promise<Downloaded> {
  const response = await call(path, { method: 'GET', headers: headers() });
  if (!response.ok || response.body === null) throw problemOf(response.status, await readJson(response));
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  try {
    const reader = response.body.getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      parts.push(step.value);
      bytes += step.value.byteLength;
      onBytes(bytes);
    }
  } catch {
    throw new ApiProblem(0, 'broke_off', '');
  }
  const told = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '');
  const type = response.headers.get('Content-Type') ?? '';
  return { name: told?.[1] ?? 'doorstep', blob: new Blob(parts, { type }) };
}

function headers(): Record<string, string> {
  return headersFor(session.value?.person.id ?? null);
}

async function call(path: string, init: RequestInit): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), quiet_ms);
  try {
    return await fetch(path, { ...init, credentials: 'same-origin', signal: stop.signal });
  } catch {
    throw new ApiProblem(0, 'offline', '');
  } finally {
    clearTimeout(timer);
  }
}
