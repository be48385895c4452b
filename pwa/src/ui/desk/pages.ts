import { matchPath } from '../router';

const pages: readonly string[] = [
  '/desk',
  '/desk/doors',
  '/desk/sharing',
  '/desk/moves',
  '/desk/teams',
  '/desk/teams/:id',
  '/desk/teams/:id/day',
  '/desk/teams/:id/cards',
  '/desk/attention',
  '/desk/people',
  '/desk/people/:id',
  '/desk/audit',
  '/desk/rolls',
  '/desk/rolls/:id',
  '/desk/setup',
  '/desk/setup/areas',
  '/desk/setup/building',
  '/desk/setup/campaigns',
  '/desk/setup/campaigns/:id',
  '/desk/setup/organization',
];

/** Whether the desk has a page there: an address that was mistyped or is of another version must not show a page that is not asked for. */
export function isPage(path: string): boolean {
  return pages.some((page) => matchPath(page, path) !== null);
}
