import { expect, test } from 'vitest';
import { distance, normalAddress, walk } from './address';
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

  expect(numbers(walk(doors, nameOf))).toEqual(['301', '1001', '1002', '201', 'B101', null, '101']);
});

test('starting from an earlier answer gives the same order with the doors as they are now', () => {
  const first = [at({ door: '201', floor: 2 }), at({ door: '1001', floor: 10 })];
  const before = walk(mapOf(first), nameOf);
  const [low] = first;
  const added = at({ door: '501', floor: 5 });
  const changed = { ...before[0], state: 'met' } as Door;

  const again = walk(mapOf([changed, added, ...(low === undefined ? [] : [low])]), nameOf, before);

  expect(numbers(again)).toEqual(['1001', '501', '201']);
  expect(again[0]?.state).toBe('met');
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
