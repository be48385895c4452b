import { expect, test } from 'vitest';
import {
  columnsOf,
  entranceNames,
  faultsOf,
  floorsOf,
  kindOf,
  layOut,
  listed,
  MOST_DOORS,
  type Floors,
} from './layout';

const called = (number: string): string => `${number}单元`;
const tower: Floors = {
  kind: 'floors',
  entrances: '1-2',
  lowest: '1',
  highest: '3',
  per_floor: '2',
  left_out: '',
  numbering: 'floor',
};

test('a tower has its entrances, floors and doors, each once', () => {
  const cells = layOut(tower, called);

  expect(cells).toHaveLength(12);
  expect(cells[0]).toEqual({ entrance: '1单元', floor: 1, door: '101' });
  expect(cells[11]).toEqual({ entrance: '2单元', floor: 3, door: '302' });
  expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(12);
});

test('a building may have no entrance, named ones, or doors that are counted through', () => {
  expect(layOut({ ...tower, entrances: '', highest: '1' }, called)).toEqual([
    { entrance: null, floor: 1, door: '101' },
    { entrance: null, floor: 1, door: '102' },
  ]);
  expect(layOut({ ...tower, entrances: '东, 西' }, called).map(({ entrance }) => entrance)).toContain('西');
  expect(layOut({ ...tower, entrances: '1', numbering: 'running' }, called).map(({ door }) => door)).toEqual([
    ...'123456',
  ]);
});

test('an entrance that is there keeps the name that it has, in whichever script it is typed now', () => {
  const called = entranceNames([{ name: '1单元' }, { name: '东门' }], (number) => `${number}單元`);

  expect(['1', '01', '2'].map(called)).toEqual(['1单元', '1单元', '2單元']);
});

test('there is no floor 0, and none of those that are left out', () => {
  expect(floorsOf({ ...tower, lowest: '-1', highest: '5', left_out: '4、13' })).toEqual([-1, 1, 2, 3, 5]);
  expect(floorsOf({ ...tower, lowest: '3', highest: '1' })).toEqual([]);
});

test('a number that draws nothing says which field is why, and one that is not typed yet does not', () => {
  expect(faultsOf(tower)).toEqual({ lowest: false, highest: null, per_floor: false });
  expect(faultsOf({ ...tower, lowest: '1x', highest: '201', per_floor: '0' })).toEqual({
    lowest: true,
    highest: 'range',
    per_floor: true,
  });
  expect(faultsOf({ ...tower, lowest: '5' }).highest).toBe('order');
  expect(faultsOf({ ...tower, highest: ' ' }).highest).toBeNull();
});

test('what people write between things, and their ranges, are understood', () => {
  expect(listed('1-3、东，５ 5;12至13')).toEqual(['1', '2', '3', '东', '5', '12', '13']);
  expect(listed('  ')).toEqual([]);
  expect(listed('9-2')).toEqual(['9-2']);
});

test.each([['abc'], [''], ['0'], ['2.5'], ['100']])('%s doors a floor are none', (per_floor) => {
  expect(layOut({ ...tower, per_floor }, called)).toEqual([]);
});

test('a building past the limit is cut just past it, so that the screen can say so', () => {
  expect(layOut({ ...tower, entrances: '1-9', highest: '99', per_floor: '9' }, called)).toHaveLength(MOST_DOORS + 1);
});

test('houses stand by their numbers', () => {
  expect(layOut({ kind: 'houses', numbers: '1-2, 3附1' }, called).map(({ door }) => door)).toEqual(['1', '2', '3附1']);
  expect(kindOf({ kind: 'houses', numbers: '' })).toBe('hamlet');
  expect(kindOf({ ...tower, highest: '18' })).toBe('tower');
  expect(kindOf(tower)).toBe('row');
});

test('a grid has the entrances beside each other and the top floor on top', () => {
  const [first] = columnsOf(layOut(tower, called));

  expect(first?.entrance).toBe('1单元');
  expect(first?.rows.map(({ floor }) => floor)).toEqual([3, 2, 1]);
  expect(first?.rows[0]?.cells.map(({ door }) => door)).toEqual(['301', '302']);
});
