import { expect, test } from 'vitest';
import { except, union, without } from './ranges';

test('what the phone still holds is cut out of what the server misses', () => {
  expect(without([[3, 9]], [4, 5, 9])).toEqual([
    [3, 3],
    [6, 8],
  ]);
  expect(without([[3, 4]], [3, 4])).toEqual([]);
  expect(without([[3, 4]], [])).toEqual([[3, 4]]);
  expect(
    without(
      [
        [1, 2],
        [8, 9],
      ],
      [2, 5, 8],
    ),
  ).toEqual([
    [1, 1],
    [9, 9],
  ]);
});

test('ranges that touch become one', () => {
  expect(
    union(
      [[5, 6]],
      [
        [1, 2],
        [3, 4],
      ],
    ),
  ).toEqual([[1, 6]]);
  expect(union([[1, 2]], [[4, 4]])).toEqual([
    [1, 2],
    [4, 4],
  ]);
});

test('what was told is not told again', () => {
  expect(
    except(
      [
        [1, 2],
        [4, 4],
      ],
      [[1, 2]],
    ),
  ).toEqual([[4, 4]]);
});
