import { beforeAll, expect, test } from 'vitest';
import { setLanguage } from '../../messages';
import { sayShare } from './words';

beforeAll(() => setLanguage('zh-Hans'));

test.each([
  [364, 791, '46.0%'],
  [404, 864, '46.8%'],
  [0, 864, '0%'],
  [864, 864, '100%'],
  [863, 864, '99.9%'],
  [1, 8640, '0.1%'],
  [0, 0, '–'],
])('%i of %i is said with one decimal, but for none and all', (part, of, said) => {
  expect(sayShare({ part, of })).toBe(said);
});
