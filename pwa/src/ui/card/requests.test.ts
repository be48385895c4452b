import { expect, test } from 'vitest';
import { aDoor, aRequest, at } from './maker';
import { answerOf, groupOf, groupRequests } from './requests';

const answered = (text: string, day: number, taken = true) =>
  ({
    id: `${text} ${day}`,
    event: 'answered',
    text,
    at: at(day, '09:00'),
    by: 'office',
    taken,
    rating: null,
    to: null,
    due_on: null,
  }) as const;

test('an answered request waits for the resident, a closed one for nobody, all others for somebody else', () => {
  expect(groupOf(aRequest({ state: 'answered' }))).toBe('to_tell');
  expect(groupOf(aRequest({ state: 'reopened' }))).toBe('open');
  expect((['closed', 'withdrawn', 'merged'] as const).map((state) => groupOf(aRequest({ state })))).toEqual([
    'done',
    'done',
    'done',
  ]);
});

test('the answer to tell is the newest that was taken', () => {
  const request = aRequest({ events: [answered('下周修', 3), answered('已修好', 9), answered('作废的', 10, false)] });

  expect(answerOf(request)?.text).toBe('已修好');
  expect(answerOf(aRequest())).toBeNull();
});

test('the urgent come first, then the oldest; done ones newest first', () => {
  const door = aDoor({
    requests: [
      { text: '旧', raised_at: at(1, '09:00') },
      { text: '新', raised_at: at(2, '09:00') },
      { text: '急', raised_at: at(3, '09:00'), urgency: 'urgent' },
      { text: '早办结', raised_at: at(1, '09:00'), state: 'closed' },
      { text: '晚办结', raised_at: at(2, '09:00'), state: 'closed' },
    ],
  });

  const groups = groupRequests([door]);

  expect(groups.get('open')?.map(({ request }) => request.text)).toEqual(['急', '旧', '新']);
  expect(groups.get('done')?.map(({ request }) => request.text)).toEqual(['晚办结', '早办结']);
});
