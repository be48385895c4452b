import { expect, test } from 'vitest';
import { calendarOf, dateOf } from './calendar';
import { pastOf } from './history';
import { aDoor, at, ZONE } from './maker';

const calendar = calendarOf(ZONE);
const voided = { reason: '记错了门', by: 'zhang-min', at: at(2, '10:00') };

test('a door nobody tried has no past', () => {
  expect(pastOf(aDoor().card, calendar)).toEqual({
    last: null,
    lastMet: null,
    lastDay: null,
    alwaysIn: null,
    fruitless: 0,
  });
});

test('tries that were all in the afternoon say so', () => {
  const { card } = aDoor({ visits: [{ at: at(3, '15:00') }, { at: at(2, '16:30') }] });

  expect(pastOf(card, calendar)).toMatchObject({ fruitless: 2, alwaysIn: 'afternoon' });
});

test('one try in the evening breaks the habit', () => {
  const { card } = aDoor({ visits: [{ at: at(3, '19:00') }, { at: at(2, '16:30') }] });

  expect(pastOf(card, calendar)).toMatchObject({ fruitless: 2, alwaysIn: null });
});

test('voided visits and other campaigns are no tries, but another campaign is the last time somebody was here', () => {
  const { card } = aDoor({
    visits: [
      { at: at(5, '15:00'), voided },
      { at: at(4, '15:00'), campaign_id: 'campaign-spring' },
    ],
  });

  const past = pastOf(card, calendar);

  expect(past.fruitless).toBe(0);
  expect(dateOf(past.lastDay ?? 0)).toBe('2026-10-04');
});

test('the last visit is the newest, wherever it stands on the card', () => {
  const { card } = aDoor({
    visits: [
      { at: at(2, '10:00'), outcome: 'met' },
      { at: at(6, '10:00'), outcome: 'refused' },
    ],
  });

  expect(pastOf(card, calendar).last?.outcome).toBe('refused');
  expect(pastOf(card, calendar).lastMet?.at).toBe(at(2, '10:00'));
});
