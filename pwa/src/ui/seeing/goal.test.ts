import { expect, test } from 'vitest';
import { t } from '../../messages';
import { sayGoal } from './goal';

test('a team that has no doors yet has reached nothing', () => {
  expect(sayGoal(0, 0)).toBe(t('seeing.goal.no_doors'));
  expect(sayGoal(10, 3)).toBe(t('seeing.goal', { n: 3 }));
  expect(sayGoal(10, 0)).toBe(t('seeing.goal.reached'));
});
