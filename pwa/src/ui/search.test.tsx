import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { headersFor } from '../store/headers';
import { navigate, route } from './router';

beforeEach(() => vi.stubGlobal('scrollTo', () => undefined));
afterEach(() => vi.unstubAllGlobals());

const words = (): string => route.value.words;

test('what is searched for stands in no address', () => {
  navigate('/desk/people?role=leader', { replace: true, words: '梁伟' });

  expect(words()).toBe('梁伟');
  expect(location.href).not.toContain(encodeURIComponent('梁伟'));
});

test('it goes on while something of the same screen is asked for, and not elsewhere', () => {
  navigate('/desk/doors', { words: '101' });
  navigate('/desk/doors?door=x');
  expect(words()).toBe('101');

  navigate('/desk/people?role=leader');
  expect(words()).toBe('');

  navigate('/desk/doors?door=x', { words: '101' });
  navigate('/desk/doors');
  expect(words()).toBe('');
});

test('it is sent in a header, half a sign included', () => {
  expect(headersFor(null)).not.toHaveProperty('Doorstep-Words');
  expect(headersFor(null, '梁 伟')['Doorstep-Words']).toBe('%E6%A2%81%20%E4%BC%9F');
  expect(headersFor(null, 'a\ud83d')['Doorstep-Words']).toBe('a%EF%BF%BD');
});
