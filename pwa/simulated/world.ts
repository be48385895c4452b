/** What the pages of one phone share: a clock and chance that the simulator sets, and what localStorage keeps. Imported before the disk. */
let now_ms = 0;
let chance = 1;

export function setClock(ms: number): void {
  now_ms = ms;
}

export function setChance(seed: number): void {
  chance = seed >>> 0 || 1;
}

Date.now = () => now_ms;
Math.random = () => [nextByte(), nextByte(), nextByte(), nextByte()].reduce((sum, byte) => (sum + byte) / 256, 0);

/** Xorshift: ids need no more than to differ. */
function nextByte(): number {
  chance ^= chance << 13;
  chance ^= chance >>> 17;
  chance ^= chance << 5;
  chance >>>= 0;
  return chance & 0xff;
}

Object.defineProperty(globalThis.crypto, 'getRandomValues', { value: (bytes: Uint8Array) => bytes.map(nextByte) });

/** The next turn of the event loop, in which a task of the disk is done. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export const kept = new Map<string, string>();
