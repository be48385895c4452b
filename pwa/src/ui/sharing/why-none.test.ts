import { expect, test } from 'vitest';
import { whyNone } from './why-none';
import type { Proposal, Taker } from './wire';

const taker = (team_id: string, change: Partial<Taker> = {}): Taker => ({
  team_id,
  name: team_id,
  members: 4,
  left: 0,
  holds: 0,
  near: 'same_building',
  can: [],
  met: 0,
  silent: 0,
  phones: 4,
  chosen: true,
  fair: 12,
  count: 24,
  ...change,
});

const proposal = (takers: readonly Taker[], needs: Proposal['needs'] = {}): Proposal => ({
  doors: 24,
  takers,
  parts: [],
  blocks: [],
  needs,
  skipped: {},
  holders: [],
  unheld: 24,
});

const none = taker('west', { count: 0 });

test('a whole building that is not to be split goes to one team, and the other is told why it gets nothing', () => {
  expect(whyNone(none, proposal([taker('east'), none]), null, 'building')).toBe('whole');
  expect(whyNone(none, proposal([taker('east'), none]), null, 'auto')).toBe('few');
});

test('a team that has more left than the others is told so', () => {
  const busy = taker('west', { left: 90, fair: 0, count: 0 });

  expect(whyNone(busy, proposal([taker('east'), busy]), null, 'auto')).toBe('load');
});

test('numbers that were said for the others, and what only others can, are named as the reason', () => {
  const able = taker('east', { can: ['手语'] });

  expect(whyNone(none, proposal([taker('east'), none]), new Map([['east', 24]]), 'auto')).toBe('said');
  expect(whyNone(none, proposal([able, none], { 手语: 24 }), null, 'auto')).toBe('need');
  expect(whyNone(none, proposal([taker('east'), none]), null, 'door')).toBe('need');
});

test('nothing is to be said where a team gets some, a person said none, or nobody is in it', () => {
  const empty = taker('west', { members: 0, count: 0 });

  expect(whyNone(taker('east'), proposal([taker('east'), none]), null, 'auto')).toBeNull();
  expect(whyNone(none, proposal([taker('east'), none]), new Map([['west', 0]]), 'auto')).toBeNull();
  expect(whyNone(empty, proposal([taker('east'), empty]), null, 'auto')).toBeNull();
});
