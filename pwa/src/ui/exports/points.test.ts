import { expect, test } from 'vitest';
import { readPoints } from './points';

test('a building and two numbers a line, however they are parted', () => {
  expect(readPoints('1号楼, 116.58, 35.41\n\n东区 3栋\t116.6\t35.4\n')).toEqual({
    points: [
      { building: '1号楼', longitude: 116.58, latitude: 35.41 },
      { building: '东区 3栋', longitude: 116.6, latitude: 35.4 },
    ],
    unread: [],
  });
});

test('latitude first is understood where only that makes sense', () => {
  expect(readPoints('A座 35.41 116.58').points).toEqual([{ building: 'A座', longitude: 116.58, latitude: 35.41 }]);
});

test('what is no place is listed by its line', () => {
  expect(readPoints('1号楼\n2号楼 999 35\n3号楼 116 35')).toEqual({
    points: [{ building: '3号楼', longitude: 116, latitude: 35 }],
    unread: [1, 2],
  });
});
