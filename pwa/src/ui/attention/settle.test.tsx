import 'fake-indexeddb/auto';
import { cleanup, fireEvent, render, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { t } from '../../messages';
import { outbox } from '../../store';
import { setCurrentStore } from '../../store/current';
import { anOpenStore, household } from '../../store/makers';
import type { AttentionItem } from '../board/wire';
import { Item } from './Item';

const conflict: AttentionItem = {
  id: 'i1',
  kind: 'conflict',
  at: 0,
  person: null,
  reason: 'name',
  household_id: household(1),
  body: { field: 'name', kept: '王秀兰', other: '王秀蓝' },
  version: 3,
};
const paths = { doorPath: null, personPath: () => '', doorsPath: null };

beforeEach(() => anOpenStore());
afterEach(() => {
  cleanup();
  setCurrentStore(null);
  vi.unstubAllGlobals();
});

test.each(['desk.settle.keep', 'desk.settle.take'] as const)(
  '%s has seen what both values were read from, whatever came in since',
  async (verb) => {
    const asked = vi.fn(() => Promise.resolve(Response.json({ household: { id: household(2) }, version: 4 })));
    vi.stubGlobal('fetch', asked);
    const page = render(<Item item={conflict} paths={paths} now={0} onSettled={() => undefined} />);

    fireEvent.click(page.getByText(t(verb)));

    await waitFor(() => expect(outbox.value).toHaveLength(1));
    expect(outbox.value[0]?.command).toMatchObject({ household_id: household(1), seen: 3 });
  },
);
