import { expect, test } from 'vitest';
import { aDoor } from '../card/maker';
import type { Door } from '../card/types';
import { columnKey, entrancesOf } from './grid';

const at = (door: string, floor: number | null, entrance: string | null = '1单元'): Door =>
  aDoor({ household: { door, floor, entrance } });
const picture = (doors: readonly Door[]): unknown =>
  entrancesOf(doors).map(({ floors }) =>
    floors.map(({ floor, cells }) => [floor, ...cells.map((cell) => cell?.card.household.door ?? null)]),
  );

test('the top floor stands on top and a basement below', () => {
  expect(picture([at('101', 1), at('B101', -1), at('1801', 18), at('201', 2)])).toEqual([
    [
      [18, '1801'],
      [2, '201'],
      [1, '101'],
      [-1, 'B101'],
    ],
  ]);
});

test('doors stand in the column of their number, and a missing one leaves a gap', () => {
  expect(picture([at('1201', 12), at('1203', 12), at('1101', 11), at('1102', 11), at('1103', 11)])).toEqual([
    [
      [12, '1201', null, '1203'],
      [11, '1101', '1102', '1103'],
    ],
  ]);
});

test('lettered doors share columns', () => {
  expect(picture([at('2B', 2), at('2A', 2), at('3A', 3)])).toEqual([
    [
      [3, '3A', null],
      [2, '2A', '2B'],
    ],
  ]);
});

test('numbers that do not line up start at the left of each row', () => {
  expect(picture([at('7', 1), at('8', 1), at('11', 2), at('12', 2), at('15', 3), at('16', 3)])).toEqual([
    [
      [3, '15', '16'],
      [2, '11', '12'],
      [1, '7', '8'],
    ],
  ]);
});

test('a floor nobody wrote down comes last', () => {
  expect(picture([at('后院', null), at('101', 1)])).toEqual([
    [
      [1, '101', null],
      [null, null, '后院'],
    ],
  ]);
});

test('a village without floors is flat: its doors are rows of a list', () => {
  const [hamlet] = entrancesOf([at('12', null, null), at('3', null, null)]);

  expect(hamlet).toMatchObject({ name: '', isFlat: true });
  expect(hamlet?.doors.map((door) => door.card.household.door)).toEqual(['3', '12']);
});

test('entrances are in the order of their numbers', () => {
  expect(entrancesOf([at('101', 1, '10单元'), at('101', 1, '2单元')]).map(({ name }) => name)).toEqual([
    '2单元',
    '10单元',
  ]);
});

test('what a number says besides its floor', () => {
  expect([
    columnKey('1203', 12),
    columnKey('B101', -1),
    columnKey('12A', 12),
    columnKey('7', 3),
    columnKey('０301', 3),
    columnKey('A1203', 12),
    columnKey('负102', -1),
  ]).toEqual(['03', '01', 'A', '7', '01', 'A03', '02']);
});
