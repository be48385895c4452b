import { expect, test } from 'vitest';
import { backoff, readRetryAfter } from './backoff';

test('waits grow with the failures, stay under five minutes and are spread from zero', () => {
  expect(backoff(1, 0.999)).toBeLessThanOrEqual(2_000);
  expect(backoff(4, 0.999)).toBeGreaterThan(15_000);
  expect(backoff(60, 0.999)).toBeLessThanOrEqual(300_000);
  expect(backoff(60, 0)).toBe(0);
});

test('a Retry-After is waited in full', () => {
  expect(backoff(1, 0, 7_000)).toBe(7_000);
  expect(backoff(1, 0.5, 7_000)).toBe(10_500);
});

test('a Retry-After of more than an hour is asked about every hour or two', () => {
  expect(backoff(1, 0, 30 * 86_400_000)).toBe(3_600_000);
  expect(backoff(1, 0.999, 1e300)).toBeLessThan(7_200_000);
});

test('Retry-After may be seconds or a date', () => {
  const now_ms = Date.UTC(2026, 0, 1);

  expect(readRetryAfter('5', now_ms)).toBe(5_000);
  expect(readRetryAfter('Thu, 01 Jan 2026 00:00:09 GMT', now_ms)).toBe(9_000);
  expect(readRetryAfter('soon', now_ms)).toBeNull();
  expect(readRetryAfter(null, now_ms)).toBeNull();
});
