import { expect, it } from 'vitest';
import { rowAfter, rowsInView } from './view';

it('a list that fits is drawn whole', () => {
  expect(rowsInView(20, 48, -300, 900)).toEqual({ from: 0, to: 20 });
});

it('of a long list the part on the screen is drawn, with some beside it', () => {
  const { from, to } = rowsInView(100_000, 48, 48 * 50_000, 900);
  expect(from).toBeLessThanOrEqual(50_000 - 12);
  expect(to).toBeGreaterThanOrEqual(50_000 + 19 + 12);
  expect(to - from).toBeLessThan(70);
});

it('at the end the last row is drawn, and a list scrolled past keeps one', () => {
  expect(rowsInView(100_000, 48, 48 * 100_000 - 900, 900).to).toBe(100_000);
  expect(rowsInView(10, 48, 48 * 500, 900)).toEqual({ from: 9, to: 10 });
  expect(rowsInView(0, 48, 0, 900)).toEqual({ from: 0, to: 0 });
});

it('arrows lead from row to row and stop at the ends; other keys are left to the page', () => {
  expect(rowAfter('ArrowDown', 5, 100)).toBe(6);
  expect(rowAfter('ArrowUp', 0, 100)).toBe(0);
  expect(rowAfter('PageDown', 95, 100)).toBe(99);
  expect(rowAfter('PageUp', 12, 100)).toBe(2);
  expect(rowAfter('Enter', 5, 100)).toBeNull();
  expect(rowAfter('ArrowDown', 0, 0)).toBeNull();
});
