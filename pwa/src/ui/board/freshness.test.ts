import { describe, expect, it } from 'vitest';
import { byConcern, clockOf, HOUR, isSilent, localTime, MINUTE, silence, unsentOf, whenOf } from './freshness';

const ZONE = 'Asia/Shanghai';
const NOW = Date.UTC(2026, 10, 25, 11, 30); // 19:30 in the zone

describe('when a phone was last heard from', () => {
  it('is counted in minutes for an hour, then told by the clock, then by the date', () => {
    expect(whenOf(NOW - 5_000, NOW, ZONE)).toEqual({ kind: 'now' });
    expect(whenOf(NOW - 6 * MINUTE - 1, NOW, ZONE)).toEqual({ kind: 'minutes', n: 6 });
    expect(whenOf(NOW - 5.5 * HOUR, NOW, ZONE)).toEqual({ kind: 'today', time: '14:00' });
    expect(whenOf(NOW - 24 * HOUR, NOW, ZONE)).toEqual({ kind: 'yesterday', time: '19:30' });
    expect(whenOf(NOW - 72 * HOUR, NOW, ZONE)).toEqual({ kind: 'date', on: '2026-11-22', time: '19:30' });
    expect(whenOf(null, NOW, ZONE)).toEqual({ kind: 'never' });
  });

  it('follows the local day, not the last 24 hours', () => {
    const past_midnight = Date.UTC(2026, 10, 24, 16, 10); // 00:10 on the 25th
    expect(clockOf(past_midnight - 20 * MINUTE, past_midnight, ZONE)).toEqual({ kind: 'yesterday', time: '23:50' });
    expect(localTime(past_midnight, ZONE)).toEqual({ on: '2026-11-25', time: '00:10' });
  });

  it('a clock ahead of the server is heard now, not in the future', () => {
    expect(whenOf(NOW + 5 * MINUTE, NOW, ZONE)).toEqual({ kind: 'now' });
  });
});

describe('what a phone had unsent', () => {
  it('is a number with its time, never a bare zero', () => {
    expect(unsentOf({ unsent: 0, unsent_at: NOW - 10.5 * HOUR }, NOW, ZONE)).toEqual({
      kind: 'said',
      n: 0,
      at: { kind: 'today', time: '09:00' },
    });
  });

  it('is unknown where the phone never said', () => {
    expect(unsentOf({ unsent: null, unsent_at: null }, NOW, ZONE)).toEqual({ kind: 'unknown' });
    expect(unsentOf({ unsent: 0, unsent_at: null }, NOW, ZONE)).toEqual({ kind: 'unknown' });
  });
});

describe('silence', () => {
  it('of several teams is added up, since the longest', () => {
    const none = { of: 4, silent: 0, silent_since: null };
    expect(
      silence([
        none,
        { of: 3, silent: 1, silent_since: NOW - HOUR },
        { of: 2, silent: 1, silent_since: NOW - 2 * HOUR },
      ]),
    ).toEqual({
      of: 9,
      silent: 2,
      since: NOW - 2 * HOUR,
    });
    expect(silence([none])).toEqual({ of: 4, silent: 0, since: null });
  });

  it('puts silent phones with unsent work first', () => {
    const heard = { id: 'heard', last_seen_at: NOW - MINUTE, unsent: 3 };
    const silent = { id: 'silent', last_seen_at: NOW - 9 * HOUR, unsent: 0 };
    const laden = { id: 'laden', last_seen_at: NOW - 3 * HOUR, unsent: 11 };

    expect(byConcern([heard, silent, laden], NOW).map(({ id }) => id)).toEqual(['laden', 'silent', 'heard']);
  });

  it('does not count a phone reported lost', () => {
    expect(isSilent({ last_seen_at: null }, NOW)).toBe(true);
    expect(isSilent({ last_seen_at: NOW - 9 * HOUR, lost_at: NOW - HOUR }, NOW)).toBe(false);
    expect(isSilent({ last_seen_at: NOW - 9 * HOUR, evicted_at: NOW - HOUR }, NOW)).toBe(false);
  });
});
