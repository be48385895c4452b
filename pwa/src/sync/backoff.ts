const first_ms = 2_000;
const longest_ms = 5 * 60_000;
const longestAsked_ms = 60 * 60_000; // what a gateway says may be years, and a timer of more than 24 days goes off at once

/**
 * How long to wait before try number `failures` + 1. Full jitter: a crowd of phones that lost the same server comes
 * back spread out. `random` is in [0, 1). A Retry-After of up to an hour is waited in full, and the jitter comes on top of it.
 */
export function backoff(failures: number, random: number, retry_after_ms: number | null = null): number {
  const bound = Math.min(longest_ms, first_ms * 2 ** Math.max(0, failures - 1));
  if (retry_after_ms === null) return Math.round(random * bound);
  const asked = Math.min(longestAsked_ms, retry_after_ms);
  return Math.round(asked + random * Math.max(bound, asked));
}

/** Retry-After in ms: seconds, or a date against our clock. Null if there is none to be read. */
export function readRetryAfter(header: string | null, now_ms: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now_ms);
}
