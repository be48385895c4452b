import 'fake-indexeddb/auto';
import { cleanup, fireEvent, render, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { t } from '../../messages';
import { setCurrentStore } from '../../store/current';
import { aCard, anOpenStore, household } from '../../store/makers';
import { Doubles } from './Doubles';
import type { Side } from './wire';

const side = (n: number): Side => ({
  household: aCard(n).household,
  building: '1号楼',
  found: true,
  residents: [],
  visits: 0,
  requests: 0,
  wishes: 0,
  last_visit_at: null,
  teams: [],
});
const pair = { why: 'same_address', at: 0, survivor_id: household(1), one: side(1), other: side(2) } as const;

beforeEach(async () => {
  await anOpenStore();
});
afterEach(() => {
  cleanup();
  setCurrentStore(null);
  vi.unstubAllGlobals();
});

test('where somebody else decided of a pair before, the list is read again', async () => {
  const decided = {
    type: 'urn:doorstep:not_two_households',
    code: 'not_two_households',
    status: 409,
    title: '',
    detail: '',
  };
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(decided, { status: 409 })));
  const [reload, never] = [vi.fn(), { data: null, at: null, problem: null, busy: false, reload: () => undefined }];
  const page = render(
    <Doubles pairs={{ ...never, data: { pairs: [pair] } }} joins={never} apart={never} reload={reload} />,
  );

  fireEvent.click(page.getByText(t('desk.doubles.apart')));

  await waitFor(() => {
    expect(reload).toHaveBeenCalledOnce();
  });
});
