import { beforeAll, expect, test } from 'vitest';
import { setLanguage } from '../../messages';
import { ApiProblem } from '../../store';
import type { HandedIn } from './calls';
import { saySign } from './words';
import { newIn, sayBecame, sayCare, sayHolds, sayRefusal, sayTrouble } from './handing';

beforeAll(() => setLanguage('en'));

function aPhone(change: Partial<HandedIn> = {}): HandedIn {
  return {
    person: { id: 'p', name: '李明' },
    replica: 'r',
    trouble: null,
    device: null,
    pieces: 3,
    here: 1,
    days: [
      { on: '2026-01-05', pieces: 2 },
      { on: '2026-01-07', pieces: 1 },
    ],
    is_known: true,
    is_lost: false,
    is_ended: false,
    became: {},
    ...change,
  };
}

test('a file says how much it holds, of which days, and what the server has of it', () => {
  expect(sayHolds(aPhone())).toBe('3 records · Jan 5, 2026 to Jan 7, 2026 · 1 of them already here');
  expect(sayHolds(aPhone({ here: 0, pieces: 1, days: [{ on: '2026-01-05', pieces: 1 }], device: 'Redmi' }))).toBe(
    '1 record · Jan 5, 2026 · Redmi',
  );
  expect(sayHolds(aPhone({ here: 3 }))).toBe('3 records · Jan 5, 2026 to Jan 7, 2026 · all of them already here');
  expect(newIn([aPhone(), aPhone({ here: 3 })])).toBe(2);
});

test('the answer accounts for every piece', () => {
  const became = { applied: 2, parked: 1 };

  expect(sayBecame(aPhone({ became, here: 4 }))).toEqual([
    '2 taken over',
    '1 waiting for a person, below',
    '4 already here',
  ]);
});

test('a phone that was lost, a person who is unknown or has left: it is said that a person will look', () => {
  expect(sayCare(aPhone())).toBe('');
  expect(
    new Set([{ is_lost: true }, { is_known: false }, { is_ended: true }].map((it) => sayCare(aPhone(it)))).size,
  ).toBe(3);
});

test('a silent phone whose work was handed in says so', () => {
  const silent = { id: 'i', kind: 'silent', at: 0, person: null, reason: null } as const;

  expect(saySign({ ...silent, body: { unsent: 3, handed_in_at: null } }, 0)).toBe('3 unsent then');
  expect(saySign({ ...silent, body: { unsent: 3, handed_in_at: 1 } }, 60_000)).toContain('handed in');
});

test('every refusal has its words, and what is no matter of the file those of any call', () => {
  const codes = ['bad_seal', 'other_organization', 'other_person', 'newer_app'];
  const whole = ['other_file_version', 'not_an_outbox', 'file_cut_off', 'too_large'];

  expect([...codes, ...whole].filter((code) => sayTrouble(code) === null)).toEqual([]);
  expect(sayRefusal(new ApiProblem(0, 'offline', ''))).toContain('server');
});
