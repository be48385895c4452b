import { expect, test } from 'vitest';
import { mustBeDone } from './write';

test.each(['superseded', 'merged', 'parked'])('an undo that the server answered with %s is no undo', (outcome) => {
  expect(() => mustBeDone({ kind: 'look', outcome, reason: null })).toThrow(outcome);
});

test.each([{ kind: 'done', ids: ['c1'] }, { kind: 'waiting' }] as const)('an undo that is $kind stands', (told) => {
  expect(() => mustBeDone(told)).not.toThrow();
});
