import { expect, test } from 'vitest';
import { calendarOf, dateOf, dayOf, minuteOf, partOfDay } from './calendar';
import { at } from './maker';

test('a day begins at local midnight, not at UTC', () => {
  const shanghai = calendarOf('Asia/Shanghai');

  expect(dateOf(shanghai.at(at(12, '00:30')).day)).toBe('2026-10-12');
  expect(dateOf(shanghai.at(at(11, '23:59')).day)).toBe('2026-10-11');
  expect(shanghai.at(at(12, '19:30')).minute).toBe(19 * 60 + 30);
});

test('zones of half hours and west of Greenwich work too', () => {
  const noon = Date.UTC(2026, 9, 12, 12);

  expect(calendarOf('Asia/Kathmandu').at(noon).minute).toBe(17 * 60 + 45);
  expect(dateOf(calendarOf('Pacific/Honolulu').at(Date.UTC(2026, 9, 12, 3)).day)).toBe('2026-10-11');
});

test('what is no date and no hour is null', () => {
  expect(dayOf('2026-13-01')).toBeNull();
  expect(dayOf('12.10.2026')).toBeNull();
  expect(minuteOf('7:30')).toBeNull();
  expect(minuteOf('19:30')).toBe(1170);
});

test('the parts of a day', () => {
  expect([9, 12, 17, 18, 22].map((hour) => partOfDay(hour * 60))).toEqual([
    'morning',
    'afternoon',
    'afternoon',
    'evening',
    'evening',
  ]);
});
