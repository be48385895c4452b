import { expect, test } from 'vitest';
import { openAgain, settlementOf } from './settling';

const shown = { household: 'h1', seen: 7 };

test('to settle is to write a value, having seen both', () => {
  expect(settlementOf(shown, { field: 'name' }, '王秀蓝')).toEqual({
    type: 'correct_household',
    household_id: 'h1',
    seen: 7,
    fields: { name: '王秀蓝' },
  });
  expect(settlementOf(shown, { field: 'name', resident_id: 'r1' }, '王秀兰')).toMatchObject({
    resident_id: 'r1',
    seen: 7,
  });
});

test('what was settled is opened again by its name, whichever value was taken', () => {
  expect(openAgain(shown, 'c1')).toEqual({
    type: 'undo_correction',
    household_id: 'h1',
    seen: 7,
    correction_id: 'c1',
  });
});
