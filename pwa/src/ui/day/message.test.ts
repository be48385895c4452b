import { expect, test } from 'vitest';
import { groupDoors, sayPlace, type Place } from './message';

const place = (building: string, entrance: string | null, floor: number, door: string): Place => ({
  building,
  entrance,
  floor,
  door,
});

test('doors are grouped by building and entrance, buildings by number, the top floor first', () => {
  const groups = groupDoors([
    place('10号楼', '1', 3, '302'),
    place('9号楼', '2', 1, '101'),
    place('10号楼', '1', 12, '1201'),
    place('10号楼', '1', 3, '301'),
  ]);

  expect(groups).toEqual([
    { building: '9号楼', entrance: '2', doors: ['101'] },
    { building: '10号楼', entrance: '1', doors: ['1201', '301', '302'] },
  ]);
});

test('every door is in exactly one group', () => {
  const places = Array.from({ length: 60 }, (_, n) => place(`${n % 3}号楼`, n % 2 === 0 ? null : '1', n % 7, `${n}`));

  expect(
    groupDoors(places)
      .flatMap(({ doors }) => doors)
      .sort(),
  ).toEqual(places.map(({ door }) => door).sort());
});

test('a place without an entrance has no word for one', () => {
  expect(sayPlace(place('甲院', null, 1, '3'))).toBe('甲院 3');
  expect(sayPlace(place('10号楼', '2单元', 1, '101'))).toBe('10号楼 2单元 101');
});
