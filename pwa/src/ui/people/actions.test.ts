import { expect, test } from 'vitest';
import { ACTIONS } from './actions';

test('each action is offered once in the filter of the audit', () => {
  const twice = ACTIONS.filter((action, index) => ACTIONS.indexOf(action) !== index);
  expect(twice).toEqual([]);
});
