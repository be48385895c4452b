import { expect, test } from 'vitest';
import { aDoor, at } from '../card/maker';
import { progressOf } from './progress';

test('the base leaves out who does not wish to be visited and who is not there', () => {
  const progress = progressOf([
    aDoor({ state: 'met', visits: [{ outcome: 'met' }] }),
    aDoor({ state: 'do_not_contact' }),
    aDoor({ state: 'vacant', visits: [{ outcome: 'vacant' }] }),
    aDoor({ state: 'not_home', visits: [{}] }),
    aDoor(),
  ]);

  expect(progress).toMatchObject({ known: 5, base: 3, left: 2, visited: 3, met: 1 });
  expect(progress.states.get('never_tried')).toBe(1);
});

test('a knock that did not reach the door, was voided or is of another campaign is no visit', () => {
  const voided = { reason: '', by: 'zhang-min', at: at(2, '10:00') };

  const progress = progressOf([
    aDoor({ state: 'inaccessible', visits: [{ outcome: 'inaccessible' }] }),
    aDoor({ visits: [{ voided }] }),
    aDoor({ visits: [{ campaign_id: 'campaign-spring' }] }),
  ]);

  expect(progress).toMatchObject({ known: 3, visited: 0, left: 3 });
});

test('a door confirmed as no dwelling is no longer counted, a proposed one still is', () => {
  const closed = { reason: 'no_such_door', by: 'li', at: at(1, '10:00') };

  const progress = progressOf([
    aDoor({ household: { closed: { ...closed, confirmed: true } } }),
    aDoor({ household: { closed: { ...closed, confirmed: false } } }),
  ]);

  expect(progress.known).toBe(1);
});
