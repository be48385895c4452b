import { expect, test } from 'vitest';
import { matchPath, matchScreen } from './router';

const load = () => Promise.resolve(() => null);

test('a path is matched whole, and its named segments are given', () => {
  expect(matchPath('/door/:id', '/door/abc')).toEqual({ id: 'abc' });
  expect(matchPath('/door/:id', '/door')).toBeNull();
  expect(matchPath('/door/:id', '/door/abc/visit')).toBeNull();
  expect(matchPath('/', '/')).toEqual({});
});

test('a star takes the rest', () => {
  expect(matchPath('/desk/*', '/desk/teams/7')).toEqual({});
  expect(matchPath('/desk/*', '/desk')).toEqual({});
});

test('a segment that cannot be decoded is given as it is', () => {
  expect(matchPath('/door/:id', '/door/%E0%A4%A')).toEqual({ id: '%E0%A4%A' });
});

test('the first screen that fits is taken', () => {
  const screens = [
    { path: '/door/new', load },
    { path: '/door/:id', load },
  ];

  expect(matchScreen(screens, '/door/new')?.entry).toBe(screens[0]);
  expect(matchScreen(screens, '/door/7')?.params).toEqual({ id: '7' });
  expect(matchScreen(screens, '/nowhere')).toBeNull();
});
