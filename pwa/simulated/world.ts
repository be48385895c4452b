/**
 * What a browser would give the app, without a browser: a clock and chance that the simulator sets, a network that is a
 * pipe. Imported before the app's own modules.
 */
import 'fake-indexeddb/auto';

interface Posted {
  readonly path: string;
  readonly body: string;
}

let now_ms = 0;
let chance = 1;
let answer: ((reply: Response | null) => void) | null = null;
let onPost: (posted: Posted) => void = () => undefined;

export function setClock(ms: number): void {
  now_ms = ms;
}

export function setChance(seed: number): void {
  chance = seed >>> 0 || 1;
}

/** Who hears of the next post. */
export function whenPosted(hear: (posted: Posted) => void): void {
  onPost = hear;
}

/** The answer to the last post; null: the network was cut. */
export function answerPost(reply: Response | null): void {
  const waiting = answer;
  answer = null;
  waiting?.(reply);
}

Date.now = () => now_ms;

/** Xorshift: ids need no more than to differ. */
function nextByte(): number {
  chance ^= chance << 13;
  chance ^= chance >>> 17;
  chance ^= chance << 5;
  chance >>>= 0;
  return chance & 0xff;
}

Object.defineProperty(globalThis.crypto, 'getRandomValues', { value: (bytes: Uint8Array) => bytes.map(nextByte) });

const kept = new Map<string, string>();
Object.defineProperty(globalThis, 'localStorage', {
  value: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  },
});

Object.defineProperty(globalThis, 'fetch', {
  value: (path: string, { body }: { readonly body: string }) =>
    new Promise<Response>((resolve, reject) => {
      answer = (reply) => (reply === null ? reject(new TypeError('the network was cut')) : resolve(reply));
      onPost({ path, body });
    }),
});
