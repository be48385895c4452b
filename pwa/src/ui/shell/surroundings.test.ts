import { expect, test } from 'vitest';
import { surroundingsOf } from './surroundings';

const wechat =
  'Mozilla/5.0 (Linux; Android 12; V2166A) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.42';
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1';
const ipad = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15';
const chrome =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';

test('a messenger with a browser inside is told from a browser', () => {
  expect(surroundingsOf(wechat, 5, true, false).is_built_in).toBe(true);
  expect(surroundingsOf(chrome, 5, true, false).is_built_in).toBe(false);
  expect(surroundingsOf(iphone, 5, true, false).is_built_in).toBe(false);
});

test('an iPad that calls itself a Macintosh is told by its touch screen', () => {
  expect(surroundingsOf(ipad, 5, true, false).is_ios).toBe(true);
  expect(surroundingsOf(ipad, 0, true, false).is_ios).toBe(false);
});
