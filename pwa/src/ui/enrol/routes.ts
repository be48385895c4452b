import type { ScreenEntry } from '../router';

export const routes: readonly ScreenEntry[] = [
  { path: '/enrol', load: () => import('./Enrol').then(({ Enrol }) => Enrol) },
];
