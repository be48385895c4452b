import { expect, test } from 'vitest';
import { aDoor } from '../card/maker';
import { passes } from './filter';

test('a filter passes its state, what is still to do, or what has an answer', () => {
  const tried = aDoor({ state: 'not_home' });
  const met = aDoor({ state: 'met', requests: [{ state: 'answered' }] });

  expect([passes(tried, 'not_home'), passes(met, 'not_home')]).toEqual([true, false]);
  expect([passes(tried, 'left'), passes(met, 'left')]).toEqual([true, false]);
  expect([passes(tried, 'ask'), passes(met, 'ask')]).toEqual([false, true]);
  expect(passes(met, 'all')).toBe(true);
});
