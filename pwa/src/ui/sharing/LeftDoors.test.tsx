import { cleanup, render } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { t } from '../../messages';
import { LeftDoors } from './LeftDoors';

afterEach(cleanup);

test('of a door that is not for the reader to see it says so, and offers no way there', () => {
  const stayed = { reason: 'not_in_campaign', entrance: null, door: null, team: null, by: null };
  const left = [
    { ...stayed, household_id: 'theirs', building: '' },
    { ...stayed, household_id: 'mine', building: '1号楼' },
  ];

  const { container } = render(<LeftDoors reasons={{ not_in_campaign: 2 }} left={left} />);

  const lines = [...container.querySelectorAll('details li')];
  expect(lines.map((line) => line.querySelector('a') !== null)).toEqual([false, true]);
  expect(lines[0]?.textContent).toBe(t('sharing.left_unseen'));
});
