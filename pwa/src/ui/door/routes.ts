import type { ScreenEntry } from '../router';

const form = (path: string, load: ScreenEntry['load']): ScreenEntry => ({ path: `/door/:id/${path}`, load });
const forms = () => import('./forms');

export const routes: readonly ScreenEntry[] = [
  { path: '/', tab: 'next', load: async () => (await import('../next/NextScreen')).NextScreen },
  { path: '/doors', tab: 'doors', load: async () => (await import('../doors/DoorsScreen')).DoorsScreen },
  { path: '/list', tab: 'doors', load: async () => (await import('../list/ListScreen')).ListScreen },
  { path: '/requests', tab: 'requests', load: async () => (await import('../requests/RequestsScreen')).RequestsScreen },
  { path: '/add-door', load: async () => (await import('../add-door/AddDoorScreen')).AddDoorScreen },
  { path: '/door/:id', load: async () => (await import('./DoorScreen')).DoorScreen },
  form('visit/:outcome', async () => (await forms()).VisitForm),
  form('void/:visit', async () => (await forms()).VoidForm),
  form('request', async () => (await forms()).RequestForm),
  form('word/:request', async () => (await forms()).WordForm),
  form('facts', async () => (await forms()).FactsForm),
  form('resident/:resident', async () => (await forms()).ResidentForm),
  form('wish', async () => (await forms()).WishForm),
  form('close', async () => (await forms()).CloseForm),
];
