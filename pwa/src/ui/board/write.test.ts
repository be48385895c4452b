import { expect, test } from 'vitest';
import { mustBeDone } from './write';

test.each(['superseded', 'merged', 'parked'])('an undo that the server answered with %s is no undo', (outcome) => {
  expect(() => mustBeDone({ kind: 'look', outcome, reason: null })).toThrow(outcome);
});

test.each(['done', 'waiting'] as const)('an undo that is %s stands', (kind) => {
  expect(() => mustBeDone({ kind })).not.toThrow();
});
