import { expect, test } from 'vitest';
import { byAddress } from './order';

const door = (building_id: string, entrance: string, floor: number | null, number: string) => ({
  building_id,
  entrance,
  floor,
  door: number,
});

test('doors go by address inside their building, and buildings stay as they came', () => {
  const rows = [
    door('b9', '2单元', 1, '102'),
    door('b9', '1单元', 11, '1101'),
    door('b9', '1单元', 2, '202'),
    door('b9', '1单元', 2, '201'),
    door('b1', '', null, '10号'),
    door('b1', '', null, '9号'),
  ];

  expect(byAddress(rows).map((row) => row.door)).toEqual(['201', '202', '1101', '102', '9号', '10号']);
});
