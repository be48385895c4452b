import { expect, test } from 'vitest';
import { calendarOf } from '../card/calendar';
import { aDoor, at, CAMPAIGN, TEAM, ZONE } from '../card/maker';
import type { Door, Reference } from '../../store';
import { isUntouched, knocksOf, localDay, type Asked, type DayFrame } from './local';

const calendar = calendarOf(ZONE);
const members = new Map([
  ['zhao', { id: 'zhao', name: '赵磊', role: 'member' }],
  ['sun', { id: 'sun', name: '孙梅', role: 'leader' }],
]);
const campaigns = new Map([[CAMPAIGN, { starts_on: '2026-10-01' }]]);
const reference = {
  campaigns,
  members,
  teams: new Map(),
  areas: new Map(),
  buildings: new Map([['building-9', { name: '9号楼' }]]),
} as unknown as Reference;
const frame: DayFrame = {
  team: { id: TEAM, name: '第二队' },
  campaign_id: CAMPAIGN,
  reference,
  calendar,
  now: at(12, '20:00'),
  day: calendar.at(at(12, '20:00')).day,
};

const by = (id: string) => ({ by: id, by_name: members.get(id)?.name ?? '王', campaign_id: CAMPAIGN });

function line(doors: readonly Door[], id: string) {
  return localDay(doors, frame).members.find(({ person }) => person.id === id);
}

test('a day has its own local hours: late last night is not today', () => {
  const doors = [
    aDoor({ visits: [{ ...by('zhao'), at: at(11, '23:59'), outcome: 'met' }] }),
    aDoor({ visits: [{ ...by('zhao'), at: at(12, '00:01'), outcome: 'not_home' }] }),
    aDoor({ visits: [{ ...by('zhao'), at: at(12, '19:00'), outcome: 'met' }] }),
  ];

  expect(localDay(doors, frame)).toMatchObject({ tried: 2, met: 1, known: 3 });
  expect(line(doors, 'zhao')).toMatchObject({ tried: 2, met: 1, visits: 2, role: 'member' });
  expect(line(doors, 'sun')).toMatchObject({ tried: 0, role: 'leader' });
});

test('what a number counts are the doors behind it: of the day or ever, of somebody, with an outcome, and never for another team', () => {
  const doors = [
    aDoor({ id: 'late', visits: [{ ...by('zhao'), at: at(11, '23:59'), outcome: 'met' }] }),
    aDoor({ id: 'met', visits: [{ ...by('zhao'), at: at(12, '19:00'), outcome: 'met' }] }),
    aDoor({ id: 'tried', visits: [{ ...by('sun'), at: at(12, '19:10'), outcome: 'not_home' }] }),
    aDoor({ id: 'theirs', visits: [{ ...by('sun'), at: at(12, '19:20'), outcome: 'met', team_id: 'team-1' }] }),
  ];
  const behind = (asked: Partial<Asked>): readonly string[] =>
    doors.filter((door) => knocksOf(door, { ...frame, ...asked }).length > 0).map(({ id }) => id);

  expect(behind({})).toEqual(['met', 'tried']);
  expect(behind({ outcome: 'met' })).toEqual(['met']);
  expect(behind({ person: 'sun' })).toEqual(['tried']);
  expect(behind({ person: 'zhao', day: null })).toEqual(['late', 'met']);
  expect(localDay(doors, frame)).toMatchObject({ tried: 2, met: 1 });
});

test('doors without a holder are counted, and what is left with each', () => {
  const doors = [
    aDoor({ person_id: 'zhao' }),
    aDoor({ person_id: 'zhao', state: 'met', visits: [{ ...by('zhao'), at: at(12, '19:00'), outcome: 'met' }] }),
    aDoor(),
  ];

  expect(localDay(doors, frame)).toMatchObject({ known: 3, left: 2, unheld: 1, unheld_left: 1 });
  expect(line(doors, 'zhao')).toMatchObject({ held: 2, left: 1 });
});

test('what is agreed for the day is with whoever has the door, the earliest first', () => {
  const agreed = (from: string) => ({
    ...by('zhao'),
    at: at(11, '16:00'),
    outcome: 'call_back' as const,
    appointment: { on: '2026-10-12', from, to: '21:00' },
  });
  const doors = [aDoor({ visits: [agreed('20:00')] }), aDoor({ person_id: 'sun', visits: [agreed('19:30')] })];

  const day = localDay(doors, { ...frame, now: at(12, '18:00') });

  expect(day.appointments.map(({ person, from, building }) => [person.name, from, building])).toEqual([
    ['孙梅', '19:30', '9号楼'],
    ['赵磊', '20:00', '9号楼'],
  ]);
  expect(day.members.map(({ appointments }) => appointments)).toEqual([1, 1]);
});

test('somebody who was there and is no longer in the team has a line', () => {
  const doors = [aDoor({ visits: [{ ...by('wang'), at: at(12, '19:00'), outcome: 'met' }] })];

  expect(line(doors, 'wang')).toMatchObject({ role: null, tried: 1 });
});

test('untouched is what is still to be reached and nobody was at for a week, not in the first week', () => {
  const old = { ...by('zhao'), at: at(4, '19:00'), outcome: 'not_home' as const };
  const recent = { ...by('zhao'), at: at(6, '19:00'), outcome: 'not_home' as const };

  expect(isUntouched(aDoor(), frame)).toBe(true);
  expect(isUntouched(aDoor({ state: 'not_home', visits: [old] }), frame)).toBe(true);
  expect(isUntouched(aDoor({ state: 'not_home', visits: [recent, old] }), frame)).toBe(false);
  expect(isUntouched(aDoor({ state: 'met', visits: [old] }), frame)).toBe(false);
  expect(isUntouched(aDoor(), { ...frame, now: at(7, '20:00') })).toBe(false);
});
