import { describe, expect, it } from 'vitest';
import { heatOf, plateOf } from './heat';

const door = (entrance: string, floor: number | null, number: string) => ({ entrance, floor, door: number });
const doors = (row: readonly ({ door: string } | null)[]): readonly (string | null)[] =>
  row.map((cell) => cell?.door ?? null);

describe('a tower', () => {
  it('has its top floor on top and the same door above the same door', () => {
    const cells = [
      door('1单元', 1, '101'),
      door('1单元', 1, '102'),
      door('1单元', 2, '202'),
      door('1单元', 12, '1201'),
      door('1单元', 12, '1202'),
    ];

    const [entrance] = heatOf({ entrances: [] }, cells);

    expect(entrance?.rows.map(({ floor }) => floor)).toEqual([12, 2, 1]);
    expect(entrance?.rows.map((row) => doors(row.cells))).toEqual([
      ['1201', '1202'],
      [null, '202'],
      ['101', '102'],
    ]);
  });

  it('shows floors of its plan that have no doors yet, and basements below', () => {
    const plan = { entrances: [{ name: '1单元', floors: [1, 2, 3], doors_per_floor: 2 }] };

    const [entrance] = heatOf(plan, [door('1单元', 3, '301'), door('1单元', -1, '101')]);

    expect(entrance?.rows.map(({ floor }) => floor)).toEqual([3, 2, 1, -1]);
  });

  it('orders entrances as people count: 2 before 10', () => {
    const cells = [door('10单元', 1, '101'), door('2单元', 1, '101')];
    expect(heatOf({ entrances: [] }, cells).map(({ name }) => name)).toEqual(['2单元', '10单元']);
  });

  it('shows a door added twice under one number twice', () => {
    const [entrance] = heatOf({ entrances: [] }, [
      door('1单元', 1, '101'),
      door('1单元', 1, '101'),
      door('1单元', 1, '102'),
    ]);
    expect(doors(entrance?.rows[0]?.cells ?? [])).toEqual(['101', '102', '101']);
  });

  it('keeps doors in their order where the numbers do not line up', () => {
    const cells = [
      door('', 1, 'A'),
      door('', 1, 'B'),
      door('', 2, 'C'),
      door('', 2, 'D'),
      door('', 3, 'E'),
      door('', 3, 'F'),
    ];
    const [entrance] = heatOf({ entrances: [] }, cells);
    expect(entrance?.rows.map((row) => doors(row.cells))).toEqual([
      ['E', 'F'],
      ['C', 'D'],
      ['A', 'B'],
    ]);
  });
});

it('a hamlet without floors runs in rows', () => {
  const cells = Array.from({ length: 10 }, (_, k) => door('', null, `${k + 1}号`));

  const [hamlet] = heatOf({ entrances: [] }, cells);

  expect(hamlet?.columns).toBe(8);
  expect(hamlet?.rows.map((row) => row.cells.length)).toEqual([8, 2]);
  expect(doors(hamlet?.rows[1]?.cells ?? [])).toEqual(['9号', '10号']);
});

it('a building nobody has entered into the roll draws nothing', () => {
  expect(heatOf({ entrances: [{ name: '1单元', floors: [1, 2], doors_per_floor: 4 }] }, [])).toEqual([]);
});

it('a building of two heights is one table, with nothing above the lower entrance', () => {
  const cells = [door('1单元', 1, '101'), door('1单元', 2, '201'), door('2单元', 1, '101'), door('2单元', 1, '102')];

  const plate = plateOf(heatOf({ entrances: [] }, cells));

  expect(plate.entrances).toEqual([
    { name: '1单元', columns: 1 },
    { name: '2单元', columns: 2 },
  ]);
  expect(plate.rows.map(({ floor }) => floor)).toEqual([2, 1]);
  expect(plate.rows.map((row) => row.cells.map(doors))).toEqual([
    [['201'], [null, null]],
    [['101'], ['101', '102']],
  ]);
});

it('a basement stands below the doors of its own number', () => {
  const cells = [door('1单元', 1, '101'), door('1单元', 1, '102'), door('1单元', -1, 'B102')];

  const [entrance] = heatOf({ entrances: [] }, cells);

  expect(entrance?.rows.map((row) => doors(row.cells))).toEqual([
    ['101', '102'],
    [null, 'B102'],
  ]);
});
