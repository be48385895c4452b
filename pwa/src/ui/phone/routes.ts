import type { ScreenEntry } from '../router';

export const routes: readonly ScreenEntry[] = [
  { path: '/phone', load: () => import('./Phone').then(({ Phone }) => Phone), tab: 'phone' },
];
