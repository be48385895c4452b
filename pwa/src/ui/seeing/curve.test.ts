import { expect, it } from 'vitest';
import { curveOf, daysBetween, hourMap, warmth } from './curve';

const day = (on: string, visits: number, reached = visits, met = 0) => ({ on, visits, met, reached });

it('days without visits are days too, and doors reached add up', () => {
  const points = daysBetween([day('2026-02-27', 3), day('2026-03-02', 2, 1)]);
  expect(points.map(({ on, visits, sum }) => [on, visits, sum])).toEqual([
    ['2026-02-27', 3, 3],
    ['2026-02-28', 0, 3],
    ['2026-03-01', 0, 3],
    ['2026-03-02', 2, 4],
  ]);
});

it('the line ends at the share of the known doors, the highest bar at the top', () => {
  const { bars, line, most } = curveOf(daysBetween([day('2026-01-01', 4, 4), day('2026-01-02', 8, 6)]), 20, 100, 50);
  expect(most).toBe(8);
  expect(bars.map(({ height }) => height)).toEqual([25, 50]);
  expect(line).toBe('M25 40L75 25');
});

it('nothing is drawn of no days', () => {
  expect(curveOf(daysBetween([]), 0, 100, 50)).toEqual({ bars: [], line: '', most: 1 });
});

it('the map of hours has the hours between the first and the last for every weekday', () => {
  const map = hourMap([
    { hour: 19, visits: 4, met: 1 },
    { hour: 6 * 24 + 17, visits: 9, met: 9 },
  ]);
  expect(map.hours).toEqual([17, 18, 19]);
  expect(map.cells.map((row) => row.map(({ visits }) => visits))).toEqual([
    [0, 0, 4],
    ...Array.from({ length: 5 }, () => [0, 0, 0]),
    [9, 0, 0],
  ]);
  expect(map.most).toBe(9);
  expect(hourMap([]).hours).toEqual([]);
});

it('an hour says how likely somebody is at home only if some went', () => {
  expect(warmth({ visits: 2, met: 2 })).toBeNull();
  expect([0, 1, 2, 3].map((met) => warmth({ visits: 4, met }))).toEqual([1, 2, 3, 4]);
});
