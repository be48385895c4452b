import { expect, test } from 'vitest';
import { calendarOf } from '../card/calendar';
import { aDoor, at, ZONE } from '../card/maker';
import type { Door } from '../card/types';
import { whoNext } from './order';

const calendar = calendarOf(ZONE);
const now = calendar.at(at(12, '19:00'));
const appointment = (from: string, to: string, on = '2026-10-12') => ({
  at: at(1, '15:00'),
  outcome: 'call_back' as const,
  appointment: { on, from, to },
});
const order = (doors: readonly Door[], from: Door | null = null): (string | null | undefined)[][] =>
  whoNext(doors, calendar, now, from).map(({ door, reason }) => [door.card.household.door, reason.type]);
const numbered = (door: string, wanted: Parameters<typeof aDoor>[0] = {}): Door =>
  aDoor({ ...wanted, household: { ...wanted.household, door } });

test('an appointment comes first when its hour has come, then whoever waits for an answer', () => {
  const doors = [
    numbered('101'),
    numbered('102', { state: 'met', visits: [{ outcome: 'met' }], requests: [{ state: 'answered' }] }),
    numbered('103', { state: 'call_back', visits: [appointment('19:00', '20:00')] }),
    numbered('104', { state: 'call_back', visits: [appointment('20:30', '21:00')] }),
  ];

  expect(order(doors)).toEqual([
    ['103', 'appointment_now'],
    ['102', 'answer'],
    ['101', 'to_try'],
    ['104', 'appointment_later'],
  ]);
});

test('an answer that could not be told today waits behind the doors still to try', () => {
  const doors = [
    numbered('101', {
      state: 'met',
      visits: [{ at: at(12, '10:00'), outcome: 'met' }],
      requests: [{ state: 'answered' }],
    }),
    numbered('102'),
  ];

  expect(order(doors)).toEqual([
    ['102', 'to_try'],
    ['101', 'tried_today'],
  ]);
});

test('the longest unvisited come first, those tried today last', () => {
  const doors = [
    numbered('101', { state: 'not_home', visits: [{ at: at(12, '10:00') }] }),
    numbered('102', { state: 'not_home', visits: [{ at: at(10, '10:00') }] }),
    numbered('103', { state: 'not_home', visits: [{ at: at(3, '10:00') }] }),
    numbered('104'),
  ];

  expect(order(doors).map(([door]) => door)).toEqual(['104', '103', '102', '101']);
});

test('a door always tried in the evening waits behind one tried by day', () => {
  const doors = [
    numbered('101', { state: 'not_home', visits: [{ at: at(10, '19:30') }] }),
    numbered('102', { state: 'not_home', visits: [{ at: at(10, '10:00') }] }),
  ];

  expect(order(doors).map(([door]) => door)).toEqual(['102', '101']);
});

test('neighbours of the last door come before other entrances', () => {
  const doors = [
    numbered('101', { household: { entrance: '1单元' } }),
    numbered('201', { household: { entrance: '2单元' } }),
  ];

  expect(order(doors, numbered('301', { household: { entrance: '2单元' } })).map(([door]) => door)).toEqual([
    '201',
    '101',
  ]);
});

test('the walk goes on from the last door and comes round to those above it', () => {
  const doors = ['501', '401', '301', '201'].map((number) => numbered(number));

  expect(order(doors, doors[1]).map(([door]) => door)).toEqual(['401', '301', '201', '501']);
});

test('doors that are done, closed or do not wish to be visited get no turn', () => {
  const closed = { reason: 'demolished', by: 'li', at: at(1, '10:00'), confirmed: true };
  const doors = [
    numbered('101', { state: 'met', visits: [{ outcome: 'met' }] }),
    numbered('102', { state: 'do_not_contact', requests: [{ state: 'answered' }] }),
    numbered('103', { household: { closed } }),
    numbered('104', { state: 'given_up' }),
    numbered('105', { state: 'vacant' }),
  ];

  expect(order(doors)).toEqual([]);
});

test('appointments later keep the order of their hours', () => {
  const doors = [
    numbered('101', { state: 'call_back', visits: [appointment('09:00', '10:00', '2026-10-14')] }),
    numbered('102', { state: 'call_back', visits: [appointment('20:30', '21:00')] }),
  ];

  expect(order(doors).map(([door]) => door)).toEqual(['102', '101']);
});
