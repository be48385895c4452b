import type { ScreenEntry } from '../router';

const load: ScreenEntry['load'] = () => import('./LeaderPaper').then(({ LeaderPaper }) => LeaderPaper);

export const routes: readonly ScreenEntry[] = [
  { path: '/team/paper', load, tab: 'team' },
  { path: '/team/typing', load, tab: 'team' },
];
