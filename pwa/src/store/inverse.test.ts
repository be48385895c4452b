import { expect, test } from 'vitest';
import { inverseOf } from './inverse';
import { aVisit, household } from './makers';
import type { Draft } from './types';

const on = { household_id: household(1), seen: 3 };

test.each<readonly [Draft, object]>([
  [aVisit(on), { type: 'void_visit', visit_id: 'id' }],
  [
    { ...on, type: 'refuse_contact', reason: '不方便' },
    { type: 'lift_contact', ids: ['id'] },
  ],
  [
    { ...on, type: 'raise_request', category: 'safety', text: '灯坏了' },
    { type: 'advance_request', request_id: 'id', event: 'withdrawn' },
  ],
  [
    { ...on, type: 'add_resident', fields: { name: '李' } },
    { type: 'correct_resident', resident_id: 'id', fields: { status: 'mistake' } },
  ],
  [
    { ...on, type: 'advance_request', request_id: 'q', event: 'satisfied' },
    { request_id: 'q', event: 'reopened' },
  ],
])('$type is taken back by what undoes it, on the same door', (draft, expected) => {
  expect(inverseOf(draft, 'id')).toMatchObject([{ ...on, ...expected }]);
});

test.each<Draft>([
  { ...on, type: 'correct_household', fields: { name: '新', address: { building_id: household(901), door: '9' } } },
  { ...on, type: 'correct_resident', resident_id: 'r1', fields: { phone: '2' } },
  { ...on, type: 'close_household', reason: 'demolished' },
  { ...on, type: 'reopen_household', reason: '有人住' },
])('$type is taken back by its name: no former value is written over what somebody said since', (draft) => {
  expect(inverseOf(draft, 'id')).toEqual([{ ...on, type: 'undo_correction', correction_id: 'id' }]);
});

test('what cannot be taken back has no inverse', () => {
  expect(inverseOf({ ...on, type: 'comment_request', request_id: 'q', text: '补一句' }, 'id')).toEqual([]);
});
