import { expect, test } from 'vitest';
import type { Door, Reference, State } from '../../store';
import { countsOf, doorsOf, firstBuilding, goalOf, isVisited, personRows } from './local';

interface Made {
  readonly id?: string;
  readonly state?: State;
  readonly outcomes?: readonly string[];
  readonly team?: string;
  readonly added?: boolean;
  readonly closed?: boolean;
  readonly building?: string;
  readonly by_team?: string;
}

function aDoor({
  id = 'd',
  state = 'never_tried',
  outcomes = [],
  team = 'ours',
  added = false,
  closed = false,
  building = 'b',
  by_team = 'ours',
}: Made = {}): Door {
  const visits = outcomes.map((outcome, k) => ({
    id: `${k}`,
    outcome,
    at: k,
    by: 'p',
    voided: null,
    counted: true,
    campaign_id: 'c',
    team_id: by_team,
  }));
  const household = {
    id,
    building_id: building,
    added_in: added ? 'c' : null,
    closed: closed ? { confirmed: true } : null,
  };
  const card = { household, visits, assignment: { campaign_id: 'c', team_id: team, person_id: null, epoch: 1 } };
  return {
    id,
    card: card as unknown as Door['card'],
    state,
    tries: outcomes.length,
    seen: 1,
    pending: 0,
    team_ids: [team],
  };
}

test('counts have their bases: wishes and empty flats are known, but not to be visited', () => {
  const doors = [
    aDoor({ state: 'met', outcomes: ['met'] }),
    aDoor({ state: 'not_home', outcomes: ['not_home'] }),
    aDoor({ state: 'do_not_contact', outcomes: ['refused'] }),
    aDoor({ state: 'vacant' }),
    aDoor({ added: true }),
  ];

  expect(countsOf(doors)).toMatchObject({
    known: 5,
    base: 3,
    visited: 3,
    base_visited: 2,
    base_met: 1,
    tried: 3,
    never_tried: 1,
    added_on_the_way: 1,
  });
});

test('a door one could not get to is tried, not visited', () => {
  const door = aDoor({ state: 'inaccessible', outcomes: ['inaccessible'] });

  expect(isVisited(door)).toBe(false);
  expect(countsOf([door])).toMatchObject({ tried: 1, visited: 0, inaccessible: 1 });
});

test('the team counts what it holds: no door of another team, none confirmed closed', () => {
  const doors = new Map(
    [aDoor({ id: 'a' }), aDoor({ id: 'b', team: 'other' }), aDoor({ id: 'c', closed: true })].map((door) => [
      door.id,
      door,
    ]),
  );

  expect(doorsOf(doors, 'ours').map(({ id }) => id)).toEqual(['a']);
});

test('doors of the whole team have a row of their own, without a name', () => {
  const none = { members: new Map() } as unknown as Reference;

  expect(personRows([aDoor(), aDoor({ state: 'met', outcomes: ['met'] })], none)).toMatchObject([
    { id: '', name: '', known: 2, visited: 1 },
  ]);
  expect(personRows([], none)).toEqual([]);
});

test('what somebody did is told of what they did for this team', () => {
  const members = new Map([['p', { id: 'p', name: '孙梅', role: 'member' }]]);
  const doors = [aDoor({ outcomes: ['not_home', 'met'] }), aDoor({ id: 'e', outcomes: ['met'], by_team: 'theirs' })];

  expect(personRows(doors, { members } as unknown as Reference)[0]?.work).toEqual({ visits: 2, doors: 1 });
});

test('without a word about the goal a visit counts', () => {
  const team = { id: 'ours', name: '', campaign_id: 'c', slice_id: 's' };
  const with_goal = (goal?: string) => ({ campaigns: new Map([['c', { id: 'c', goal }]]) }) as unknown as Reference;

  expect(goalOf(team, with_goal('met'))).toBe('met');
  expect(goalOf(team, with_goal())).toBe('visited');
});

test('giving out begins at the first building that is left, however the doors came', () => {
  const buildings = ['1', '2', '3'].map((id) => ({ id, name: `${id}号楼`, ...countsOf([]) }));
  const visited = aDoor({ building: '1', state: 'not_home', outcomes: ['not_home'] });

  expect(firstBuilding(buildings, [aDoor({ building: '3' }), aDoor({ building: '2' }), visited])).toBe('2');
  expect(firstBuilding(buildings, [visited])).toBe('1');
  expect(firstBuilding(buildings, [aDoor({ building: '3', state: 'met', outcomes: ['met'] })])).toBe('3');
  expect(firstBuilding(buildings, [])).toBeUndefined();
});
