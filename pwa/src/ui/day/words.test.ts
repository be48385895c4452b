import { expect, test } from 'vitest';
import { setLanguage } from '../../messages';
import { sayUnheld } from './words';

test('of doors that nobody holds no number is said twice', async () => {
  await setLanguage('zh-Hans');

  expect([24, 9, 0].map((unheld_left) => sayUnheld({ unheld: 24, unheld_left }))).toEqual([
    '24 户还没分给谁，都没走访',
    '24 户还没分给谁，其中 9 户没走访',
    '24 户还没分给谁，都走访过',
  ]);
});
