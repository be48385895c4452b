import { expect, it } from 'vitest';
import { unsentOf } from './unsent';

it('what phones had unsent is added up as of the oldest word', () => {
  const phones = [
    { unsent: 3, unsent_at: 900 },
    { unsent: 0, unsent_at: 500 },
    { unsent: null, unsent_at: null },
  ];
  expect(unsentOf(phones)).toEqual({ n: 3, at: 500 });
});

it('where no phone has said anything there is no number', () => {
  expect(unsentOf([])).toBeNull();
  expect(unsentOf([{ unsent: null, unsent_at: null }])).toBeNull();
});
