import { expect, test } from 'vitest';
import type { Door, Reference } from '../../store';
import { calendarOf } from '../card/calendar';
import { aDoor, at, CAMPAIGN, TEAM, ZONE } from '../card/maker';
import type { DoorFilter } from '../desk/filters';
import { isListed, listPath } from './listed';

const frame = {
  team: { id: TEAM, name: '第二队' },
  campaign_id: CAMPAIGN,
  reference: {
    campaigns: new Map([[CAMPAIGN, { starts_on: '2026-10-01' }]]),
    members: new Map([['sun', { id: 'sun', name: '孙梅', role: 'member' }]]),
    buildings: new Map(),
  } as unknown as Reference,
  calendar: calendarOf(ZONE),
  now: at(12, '20:00'),
};

const by = { by: 'zhao', by_name: '赵磊', campaign_id: CAMPAIGN };
const appointment = { on: '2026-10-12', from: '21:00', to: '22:00' };
const doors: readonly Door[] = [
  aDoor({ id: 'fresh' }),
  aDoor({ id: 'held', person_id: 'sun' }),
  aDoor({ id: 'met', state: 'met', visits: [{ ...by, at: at(12, '19:00'), outcome: 'met' }] }),
  aDoor({ id: 'shut', state: 'inaccessible', visits: [{ ...by, at: at(11, '19:00'), outcome: 'inaccessible' }] }),
  aDoor({
    id: 'agreed',
    state: 'call_back',
    visits: [{ ...by, at: at(12, '18:00'), outcome: 'call_back', appointment }],
  }),
];

const listed = (filter: DoorFilter): readonly string[] =>
  doors.filter((door) => isListed(door, filter, frame)).map(({ id }) => id);

test.each<[DoorFilter, readonly string[]]>([
  [{}, ['fresh', 'held', 'met', 'shut', 'agreed']],
  [{ unvisited: true }, ['fresh', 'held', 'shut']],
  [{ visited: true }, ['met', 'agreed']],
  [{ state: 'never_tried' }, ['fresh', 'held']],
  [{ person_id: 'sun' }, ['held']],
  [{ unheld: true, unvisited: true }, ['fresh', 'shut']],
  [{ waiting: true, quiet_days: 7 }, ['fresh', 'held']],
  [{ tried_by: TEAM, tried_on: '2026-10-12' }, ['met', 'agreed']],
  [{ tried_by: TEAM, tried_on: '2026-10-12', outcome: 'met' }, ['met']],
  [{ tried_by: TEAM, tried_person: 'zhao' }, ['met', 'shut', 'agreed']],
  [{ agreed_on: '2026-10-12' }, ['agreed']],
  [{ agreed_on: '2026-10-12', agreed_with: 'zhao' }, ['agreed']],
  [{ agreed_on: '2026-10-12', agreed_with: 'sun' }, []],
  [{ agreed_on: '2026-10-13' }, []],
  [{ building_id: 'elsewhere' }, []],
  [{ added: true }, []],
])('%j lists its doors', (filter, ids) => {
  expect(listed(filter)).toEqual(ids);
});

test('a list stands in its address', () => {
  expect(listPath({ team_id: TEAM, unvisited: true })).toBe(`/team/list?team_id=${TEAM}&unvisited=1`);
});
