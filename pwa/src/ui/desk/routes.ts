import type { ScreenEntry } from '../router';

export const routes: readonly ScreenEntry[] = [
  { path: '/desk/*', load: () => import('./Desk').then(({ Desk }) => Desk), frame: 'desk' },
];
