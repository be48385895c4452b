import { expect, test } from 'vitest';
import { distance, normalAddress, walk, walkAgain } from './address';
import { aDoor, mapOf } from './maker';
import type { Door, Household } from './types';

const names: Readonly<Record<string, string>> = { 'building-9': '9号楼', 'building-10': '10号楼' };
const nameOf = (id: string): string => names[id] ?? '';
const at = (household: Partial<Household>): Door => aDoor({ household });
const numbers = (doors: readonly Door[]): unknown[] => doors.map((door) => door.card.household.door);

test('one walks building by building, entrance by entrance, and from the top down', () => {
  const doors = mapOf([
    at({ building_id: 'building-10', door: '101', floor: 1 }),
    at({ door: '201', floor: 2 }),
    at({ door: '1001', floor: 10 }),
    at({ door: '1002', floor: 10 }),
    at({ entrance: '1单元', door: '301', floor: 3 }),
    at({ door: 'B101', floor: -1 }),
    at({ door: null, floor: null }),
  ]);

  expect(numbers(walk(doors.values(), nameOf))).toEqual(['301', '1001', '1002', '201', 'B101', null, '101']);
});

test('a door that only changed its state keeps its place', () => {
  const before = walk([at({ door: '201', floor: 2 }), at({ door: '1001', floor: 10 })], nameOf);
  const [high, low] = before;
  const met: readonly Door[] = before.map((door) => ({ ...door, state: 'met' }));

  expect(walkAgain(before, mapOf([...met].reverse()))).toEqual(met);
  expect(high?.card.household.door).toBe('1001');
  expect(low?.card.household.door).toBe('201');
});

test('a door that came, left or moved makes a new walk', () => {
  const before = walk([at({ door: '201', floor: 2 }), at({ door: '1001', floor: 10 })], nameOf);
  const [high] = before;
  const moved = before.map((door) => ({
    ...door,
    card: { ...door.card, household: { ...door.card.household, floor: 7 } },
  }));

  expect(walkAgain(before, mapOf([...before, at({ door: '501' })]))).toBeNull();
  expect(walkAgain(before, mapOf(high === undefined ? [] : [high]))).toBeNull();
  expect(walkAgain(before, mapOf(moved))).toBeNull();
});

test('near is the same entrance, then the same building', () => {
  const here = at({}).card.household;

  expect(distance(here, at({ door: '101' }).card.household)).toBe(0);
  expect(distance(here, at({ entrance: '1单元' }).card.household)).toBe(1);
  expect(distance(here, at({ building_id: 'building-10' }).card.household)).toBe(2);
});

test('two spellings of one address are equal', () => {
  expect(normalAddress('２单元', '1203 室')).toBe(normalAddress('2單元', '1203'));
  expect(normalAddress(null, '12a')).toBe(normalAddress('', '12A'));
  expect(normalAddress('1', '203')).not.toBe(normalAddress('2', '103'));
});
