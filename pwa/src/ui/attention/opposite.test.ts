import { expect, test } from 'vitest';
import { household } from '../../store/makers';
import type { Settled } from './calls';
import { oppositeOf } from './opposite';

const door = household(1);

function settledAs(type: string, change: Partial<Settled> = {}): Settled {
  return {
    id: 'c1',
    outcome: 'applied',
    reason: null,
    household_id: door,
    version: 4,
    type,
    ...change,
  };
}

const sent = (type: string, rest: object = {}): string =>
  JSON.stringify({ id: 'c1', n: 7, at: 1, type, household_id: door, seen: 1, ...rest });

test.each([
  [sent('record_visit', { outcome: 'met' }), { type: 'void_visit', visit_id: 'c1' }],
  [sent('raise_request', { text: '灯坏了' }), { type: 'advance_request', request_id: 'c1', event: 'withdrawn' }],
  [sent('refuse_contact', { reason: '不方便' }), { type: 'lift_contact', ids: ['c1'] }],
  [sent('close_household', { reason: 'demolished' }), { type: 'undo_correction', correction_id: 'c1' }],
  [sent('reopen_household', { reason: '有人住' }), { type: 'undo_correction', correction_id: 'c1' }],
  [
    sent('add_resident', { fields: { name: '李' } }),
    { type: 'correct_resident', resident_id: 'c1', fields: { status: 'mistake' } },
  ],
  [sent('correct_household', { fields: { name: '新' } }), { correction_id: 'c1' }],
  [sent('add_household'), { type: 'close_household' }],
])('%s is taken back by its opposite, having seen it applied', (text, expected) => {
  const { type } = JSON.parse(text) as { type: string };
  const back = oppositeOf(text, settledAs(type), true);
  expect(back).toMatchObject([{ household_id: door, seen: 4, ...expected }]);
  expect(back[0]).not.toHaveProperty('n');
});

test('work that was sent as text is taken back too', () => {
  const text = JSON.stringify({ type: 'park', body: sent('record_visit', { outcome: 'met' }) });
  expect(oppositeOf(text, settledAs('record_visit'), false)).toMatchObject([{ type: 'void_visit' }]);
});

test('a correction is taken back by its name, also where its value stands beside another one', () => {
  const text = sent('correct_household', { fields: { name: '新' } });
  for (const outcome of ['applied', 'merged'])
    expect(oppositeOf(text, settledAs('correct_household', { outcome }), true)).toEqual([
      { type: 'undo_correction', household_id: door, seen: 4, correction_id: 'c1' },
    ]);
});

test('a door that was added to one there was is not closed', () => {
  const settled = settledAs('add_household', { household_id: household(2) });
  expect(oppositeOf(sent('add_household'), settled, true)).toEqual([]);
});

test.each(['close_household', 'reopen_household'])('who may not close doors is not offered to undo %s', (type) => {
  expect(oppositeOf(sent(type, { reason: 'demolished' }), settledAs(type), false)).toEqual([]);
});

test.each(['noop', 'merged', 'superseded'])('what was %s is not taken back', (outcome) => {
  const text = sent('record_visit', { outcome: 'met' });
  expect(oppositeOf(text, settledAs('record_visit', { outcome }), true)).toEqual([]);
});
