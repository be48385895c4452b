import { expect, test } from 'vitest';
import { isPage } from './pages';

test.each(['/desk', '/desk/', '/desk/teams/7/day', '/desk/rolls/paper', '/desk/setup/campaigns/new'])(
  '%s is a page of the desk',
  (path) => {
    expect(isPage(path)).toBe(true);
  },
);

test.each(['/desk/coverge', '/desk/teams/7/nights', '/desk/setup/area', '/desk/people/7/8'])(
  '%s is no page, and is not taken for one',
  (path) => {
    expect(isPage(path)).toBe(false);
  },
);
