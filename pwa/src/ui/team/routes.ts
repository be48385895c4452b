import type { ScreenEntry } from '../router';

export const routes: readonly ScreenEntry[] = [
  { path: '/team/*', load: () => import('./Team').then(({ Team }) => Team), tab: 'team' },
];
