import { expect, test } from 'vitest';
import type { AttentionEntry } from '../../store';
import { conflictsAbout, type Conflict } from './conflicts';

const command = (change: object) =>
  ({ id: 'c', n: 1, at: 1, household_id: 'h', type: 'correct_household', ...change }) as AttentionEntry['command'];

function aConflict(field: string, resident_id?: string): Conflict {
  const values = { kept: 'a', kept_by: 'p', kept_at: 1, other: 'b', other_by: 'q', other_at: 2 };
  return resident_id === undefined ? { field, ...values } : { field, ...values, resident_id };
}

const all = [aConflict('name'), aConflict('address'), aConflict('name', 'r1'), aConflict('phone', 'r2')];

test('a correction is shown the conflicts on the fields it wrote, and no others', () => {
  expect(conflictsAbout(command({ fields: { name: '王' } }), all)).toEqual([all[0]]);
  expect(conflictsAbout(command({ fields: { note: '' } }), all)).toEqual([]);
});

test('a part of an address is about the address', () => {
  expect(conflictsAbout(command({ fields: { door: '302' } }), all)).toEqual([all[1]]);
});

test('a resident’s fields are theirs', () => {
  const correction = command({ type: 'correct_resident', resident_id: 'r1', fields: { name: '王', phone: '1' } });

  expect(conflictsAbout(correction, all)).toEqual([all[2]]);
});
