import { expect, test } from 'vitest';
import type { Departure } from '../../store';
import { departedOf } from './departed';

const minute_ms = 60_000;
const left = (label: string, change: Partial<Departure> = {}): Departure => ({
  household_id: label,
  label,
  reason: 'reassigned',
  to: 'two',
  at: 100 * minute_ms,
  count: 1,
  ...change,
});
const told = (all: readonly Departure[]) => departedOf(all).map((group) => group.map(({ label }) => label));

test('many doors that went to one team together are told as one', () => {
  const many = ['301', '302', '401', '402'].flatMap((label) => [left(label), left(`x${label}`, { to: 'one' })]);

  expect(told(many)).toEqual([
    ['301', '302', '401', '402'],
    ['x301', 'x302', 'x401', 'x402'],
  ]);
});

test('a few are told one by one, and so are those of another reason or another hour', () => {
  const earlier = { at: 20 * minute_ms };
  const all = [left('301'), left('302'), left('303', { reason: 'closed' }), left('401', earlier), left('402', earlier)];

  expect(told(all)).toEqual([['301'], ['302'], ['303'], ['401'], ['402']]);
});

test('doors that left one after the other for a while went together', () => {
  const slowly = [5, 4, 3, 2].map((n) => left(`${n}01`, { at: n * 6 * minute_ms }));

  expect(told(slowly)).toEqual([['501', '401', '301', '201']]);
});
