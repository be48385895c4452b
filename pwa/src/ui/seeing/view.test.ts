import { expect, it } from 'vitest';
import { fillTowards, rowAfter, rowsInView, stepTowards, type View } from './view';

it('a list that fits is drawn whole', () => {
  expect(rowsInView(20, 48, -300, 900)).toEqual({ from: 0, to: 20 });
});

it('of a long list the part on the screen is drawn, with some beside it', () => {
  const { from, to } = rowsInView(100_000, 48, 48 * 50_000, 900);
  expect(from).toBeLessThanOrEqual(50_000 - 4);
  expect(to).toBeGreaterThanOrEqual(50_000 + 19 + 4);
  expect(to - from).toBeLessThan(45);
});

it('at the end the last row is drawn, and a list scrolled past keeps one', () => {
  expect(rowsInView(100_000, 48, 48 * 100_000 - 900, 900).to).toBe(100_000);
  expect(rowsInView(10, 48, 48 * 500, 900)).toEqual({ from: 9, to: 10 });
  expect(rowsInView(0, 48, 0, 900)).toEqual({ from: 0, to: 0 });
});

function steps(drawn: View, wanted: View, first_seen: number): readonly View[] {
  const seen: View[] = [];
  for (let at = drawn; at.from !== wanted.from || at.to !== wanted.to; seen.push(at)) {
    at = stepTowards(at, wanted, first_seen);
    if (seen.length > 100) throw new Error('never arrives');
  }
  return seen;
}

const isIn = (view: View, row: number): boolean => row >= view.from && row < view.to;

it('no frame draws more than three rows anew, wherever the list is scrolled to, and all are drawn in the end', () => {
  const wanted = { from: 500, to: 545 };
  for (const drawn of [
    { from: 0, to: 0 },
    { from: 0, to: 40 },
    { from: 480, to: 530 },
    { from: 530, to: 590 },
    { from: 510, to: 520 },
    { from: 9_000, to: 9_040 },
  ]) {
    let before = drawn;
    for (const step of steps(drawn, wanted, 512)) {
      const rows = Array.from({ length: step.to - step.from }, (_, k) => step.from + k);
      expect(rows.filter((row) => !isIn(before, row)).length).toBeLessThanOrEqual(3);
      before = step;
    }
  }
});

it('after a leap the first row on the screen is drawn first', () => {
  expect(stepTowards({ from: 0, to: 40 }, { from: 500, to: 545 }, 512)).toEqual({ from: 512, to: 515 });
  expect(stepTowards({ from: 0, to: 40 }, { from: 90, to: 100 }, 99)).toEqual({ from: 99, to: 100 });
});

it('a list that is already drawn stays as it is', () => {
  expect(stepTowards({ from: 3, to: 30 }, { from: 3, to: 30 }, 8)).toEqual({ from: 3, to: 30 });
});

it('arrows lead from row to row and stop at the ends; other keys are left to the page', () => {
  expect(rowAfter('ArrowDown', 5, 100)).toBe(6);
  expect(rowAfter('ArrowUp', 0, 100)).toBe(0);
  expect(rowAfter('PageDown', 95, 100)).toBe(99);
  expect(rowAfter('PageUp', 12, 100)).toBe(2);
  expect(rowAfter('Home', 12, 100)).toBe(0);
  expect(rowAfter('End', 12, 100)).toBe(99);
  expect(rowAfter('Enter', 5, 100)).toBeNull();
  expect(rowAfter('ArrowDown', 0, 0)).toBeNull();
});

it('no frame fills more than three rows anew, and in the end each that has come is filled', () => {
  const view = { from: 90, to: 130 };
  let filled: ReadonlySet<number> = new Set([90, 91]);
  for (const has of [(row: number) => row < 100, () => true]) {
    for (let frame = 0; frame < 10; frame += 1) {
      const next = fillTowards(view, filled, has);
      expect([...next].filter((row) => !filled.has(row)).length).toBeLessThanOrEqual(3);
      expect([...filled].every((row) => next.has(row))).toBe(true);
      filled = next;
    }
    expect(filled.size).toBe(has(129) ? 40 : 10);
  }
  expect([...fillTowards({ from: 120, to: 140 }, filled, (row) => row < 125)]).toEqual([120, 121, 122, 123, 124]);
});
