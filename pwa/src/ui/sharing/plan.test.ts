import { expect, test } from 'vitest';
import { countsOf, give, markOf, NO_CHANGES, partsOf, proposedTeams, teamOf } from './plan';
import type { Part } from './wire';

const parts: readonly Part[] = [
  { team_id: 'east', household_ids: ['1', '2'], epochs: [1, 2] },
  { team_id: 'west', household_ids: ['3'], epochs: [3] },
];
const proposed = proposedTeams(parts);

test('without a change the proposal is sent as it came', () => {
  expect(partsOf(parts, NO_CHANGES)).toEqual(parts);
});

test('a door given to another team by hand goes there with its own epoch', () => {
  const changes = give(proposed, NO_CHANGES, ['2'], 'west');

  expect(teamOf(proposed, changes, '2')).toBe('west');
  expect(partsOf(parts, changes)).toEqual([
    { team_id: 'east', household_ids: ['1'], epochs: [1] },
    { team_id: 'west', household_ids: ['2', '3'], epochs: [2, 3] },
  ]);
  expect([...countsOf(parts, changes)]).toEqual([
    ['east', 1],
    ['west', 2],
  ]);
});

test('a door taken out stays where it is and is not sent', () => {
  const changes = give(proposed, NO_CHANGES, ['3'], null);

  expect(teamOf(proposed, changes, '3')).toBeNull();
  expect(partsOf(parts, changes)).toEqual([parts[0]]);
});

test('giving back what was proposed is no change, and doors that were not chosen cannot be given', () => {
  const changes = give(proposed, give(proposed, NO_CHANGES, ['2'], 'west'), ['2', '9'], 'east');

  expect(changes.size).toBe(0);
  expect(teamOf(proposed, changes, '9')).toBeUndefined();
});

test('every team has a mark of its own', () => {
  expect([0, 1, 25, 26, 27].map(markOf)).toEqual(['A', 'B', 'Z', 'AA', 'AB']);
});
