import { expect, test } from 'vitest';
import { inverseOf } from './inverse';
import { aCard, aVisit, household } from './makers';
import type { Door, Draft } from './types';

const on = { household_id: household(1), seen: 3 };

function aDoor(): Door {
  const card = aCard(1, { version: 3 });
  const resident = {
    id: 'r1',
    name: '王',
    phone: '1',
    birth_year: 1950,
    relation: null,
    needs: [],
    note: null,
    status: null,
  };
  return {
    id: household(1),
    card: { ...card, residents: [resident] },
    state: 'never_tried',
    tries: 0,
    seen: 3,
    pending: 0,
    team_ids: [],
  };
}

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
  [{ ...on, type: 'close_household', reason: 'demolished' }, { type: 'reopen_household' }],
  [
    { ...on, type: 'correct_household', fields: { name: '新', people_count: 4 } },
    { fields: { name: '王淑珍', people_count: null } },
  ],
  [
    { ...on, type: 'correct_resident', resident_id: 'r1', fields: { phone: '2' } },
    { resident_id: 'r1', fields: { phone: '1' } },
  ],
  [
    { ...on, type: 'advance_request', request_id: 'q', event: 'satisfied' },
    { request_id: 'q', event: 'reopened' },
  ],
])('$type is taken back by what undoes it, on the same door', (draft, expected) => {
  expect(inverseOf(draft, 'id', aDoor())).toMatchObject([{ ...on, ...expected }]);
});

test('what cannot be taken back has no inverse', () => {
  expect(inverseOf({ ...on, type: 'comment_request', request_id: 'q', text: '补一句' }, 'id', aDoor())).toEqual([]);
});

test('a correction of a field with two values, or of a door that is not here, is taken back by its name', () => {
  const conflict = { kept_by: 'p', kept_at: 1, other_by: 'q', other_at: 2 };
  const door = aDoor();
  const conflicts = [
    { ...conflict, field: 'name', kept: '王淑珍', other: '王淑贞' },
    { ...conflict, field: 'phone', kept: '1', other: '3', resident_id: 'r1' },
  ];
  const disputed = { ...door, card: { ...door.card, conflicts } };
  const named = [{ ...on, type: 'undo_correction', correction_id: 'id' }];
  const name: Draft = { ...on, type: 'correct_household', fields: { name: '新' } };
  const phone: Draft = { ...on, type: 'correct_resident', resident_id: 'r1', fields: { phone: '2' } };

  for (const draft of [name, phone]) {
    expect(inverseOf(draft, 'id', disputed)).toEqual(named);
    expect(inverseOf(draft, 'id', undefined)).toEqual(named);
  }
  expect(inverseOf({ ...name, fields: { note: '狗' } }, 'id', disputed)).toMatchObject([{ fields: { note: null } }]);
});

test('an address goes back as a whole', () => {
  const draft: Draft = {
    ...on,
    type: 'correct_household',
    fields: { address: { building_id: household(901), door: '9' } },
  };

  expect(inverseOf(draft, 'id', aDoor())).toMatchObject([
    { fields: { address: { building_id: household(900), door: '101', floor: 1 } } },
  ]);
});
