import { expect, test } from 'vitest';
import { heldByRound } from './holders';
import type { Held } from './HouseholdHistory';

const held = (campaign_id: string, team: string | null, from_at: number, to_at: number | null): Held => ({
  ...{ campaign_id, team, from_at, to_at },
  ...{ team_id: team, person: null, by: null },
});

test('holders stand by round, the latest first, without those of no moment', () => {
  const holders = [
    held('winter', null, 50, 50),
    held('winter', '第一队', 50, null),
    held('autumn', null, 10, 20),
    held('autumn', '第一队', 20, null),
  ];

  const told = heldByRound(holders).map(({ campaign_id, spans }) => [campaign_id, spans.map(({ team }) => team)]);

  expect(told).toEqual([
    ['winter', ['第一队']],
    ['autumn', ['第一队', null]],
  ]);
});
