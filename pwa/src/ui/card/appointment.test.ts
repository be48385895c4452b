import { expect, test } from 'vitest';
import { agreeableDays, agreeableHours, openAppointment, phaseOf } from './appointment';
import { calendarOf } from './calendar';
import { aDoor, at, ZONE } from './maker';

const calendar = calendarOf(ZONE);
const appointment = { on: '2026-10-12', from: '19:30', to: '20:00' };
const agreed = { at: at(10, '16:00'), outcome: 'call_back', appointment } as const;

test.each([
  [11, '19:45', 'ahead'],
  [12, '18:00', 'today'],
  [12, '19:15', 'now'],
  [12, '20:00', 'now'],
  [12, '20:01', 'missed'],
  [13, '08:00', 'missed'],
] as const)('on the %i at %s the window is %s', (day, time, phase) => {
  expect(phaseOf(appointment, calendar.at(at(day, time)))).toBe(phase);
});

test('a window stays open when somebody knocked before it began', () => {
  const { card } = aDoor({ visits: [{ at: at(12, '15:00') }, agreed] });

  expect(openAppointment(card, calendar)).toEqual(appointment);
});

test('a window is settled by a knock in it, or by meeting them earlier', () => {
  expect(openAppointment(aDoor({ visits: [{ at: at(12, '19:40') }, agreed] }).card, calendar)).toBeNull();
  expect(
    openAppointment(aDoor({ visits: [{ at: at(11, '10:00'), outcome: 'met' }, agreed] }).card, calendar),
  ).toBeNull();
});

test('the newest agreement counts, and a voided one does not', () => {
  const later = {
    at: at(11, '16:00'),
    outcome: 'call_back',
    appointment: { on: '2026-10-14', from: null, to: null },
  } as const;

  expect(openAppointment(aDoor({ visits: [agreed, later] }).card, calendar)?.on).toBe('2026-10-14');
  const voided = { reason: '', by: 'zhang-min', at: at(11, '17:00') };
  expect(openAppointment(aDoor({ visits: [agreed, { ...later, voided }] }).card, calendar)?.on).toBe('2026-10-12');
});

test('a day can be agreed on until it is evening, hours until they are nearly over', () => {
  expect(agreeableDays(calendar.at(at(12, '15:00')))[0]).toBe('2026-10-12');
  expect(agreeableDays(calendar.at(at(12, '21:00')))[0]).toBe('2026-10-13');

  expect(agreeableHours('2026-10-12', calendar.at(at(12, '17:45'))).map(([from]) => from)).toEqual(['18:00', '19:00']);
  expect(agreeableHours('2026-10-13', calendar.at(at(12, '17:45')))).toHaveLength(6);
});
