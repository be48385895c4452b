import 'fake-indexeddb/auto';
import { cleanup, fireEvent, render, waitFor } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { t } from '../../messages';
import { setCurrentStore } from '../../store/current';
import { aCard, anOpenStore, aPerson, household } from '../../store/makers';
import type { Campaign } from '../board/wire';
import { navigate, route } from '../router';
import { HouseholdPanel } from './HouseholdPanel';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  setCurrentStore(null);
});

test('once the people of a door are erased, their name is searched for no more', async () => {
  vi.stubGlobal('scrollTo', () => undefined);
  await anOpenStore({ ...aPerson(), roles: [{ role: 'coordinator' }] });
  const card = { ...aCard(1), building: '5号楼', history: [], holders: [], buildings: [] };
  vi.stubGlobal('fetch', (path: string) =>
    Promise.resolve(Response.json(path.endsWith('/erase') ? { id: household(2), copies: 0 } : card)),
  );
  navigate(`/desk/doors?door=${household(1)}`, { words: '梁伟' });
  const campaign = { id: household(3) } as Campaign;
  const page = render(<HouseholdPanel campaign={campaign} id={household(1)} now={0} onClose={() => undefined} />);
  fireEvent.click(await page.findByText(t('desk.erase')));
  const { entrance, door } = card.household;
  const place = ['5号楼', entrance ?? '', door ?? ''].filter((part) => part !== '').join(' ');
  fireEvent.input(page.getByLabelText(t('desk.erase.type', { place })), { target: { value: place } });

  fireEvent.click(page.getByText(t('desk.erase.verb')));

  await waitFor(() => expect(route.value.query['door']).toBe(household(2)));
  expect(route.value.words).toBe('');
});
