import { expect, test } from 'vitest';
import { settlementOf } from './settling';

const disputed = { household: 'h1', field: 'name', kept: '王秀兰' };

test('an undo has seen no more than the settlement that it takes back', () => {
  const { make, back } = settlementOf(disputed, 7, '王秀蓝');

  expect(make).toMatchObject({ seen: 7, fields: { name: '王秀蓝' } });
  expect(back).toMatchObject({ seen: 7, fields: { name: '王秀兰' } });
});

test('to keep what is shown has nothing to give back', () => {
  expect(settlementOf({ ...disputed, resident_id: 'r1' }, 7, '王秀兰')).toEqual({
    make: { type: 'correct_resident', household_id: 'h1', seen: 7, resident_id: 'r1', fields: { name: '王秀兰' } },
    back: null,
  });
});
