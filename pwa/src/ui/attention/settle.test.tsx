import 'fake-indexeddb/auto';
import { cleanup, fireEvent, render, waitFor, within } from '@testing-library/preact';
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
const ann = { id: 'p1', name: 'ann' };
const paths = { doorPath: null, personPath: () => '', doorsPath: null };

beforeEach(() => anOpenStore());
afterEach(() => {
  cleanup();
  setCurrentStore(null);
  vi.unstubAllGlobals();
});

test.each([
  ['desk.closing.close', 'close_household'],
  ['desk.closing.keep', 'reopen_household'],
] as const)('%s names what was proposed, and decides of nothing that was said since', async (verb, type) => {
  const proposal: AttentionItem = {
    ...conflict,
    kind: 'close_proposed',
    person: ann,
    reason: 'demolished',
    body: null,
  };
  const page = render(<Item item={proposal} paths={paths} now={0} onSettled={() => undefined} />);

  fireEvent.click(page.getByText(t(verb)));
  const dialog = page.getByRole('dialog', { hidden: true });
  if (type === 'close_household') fireEvent.click(within(dialog).getByText(t(verb)));
  else {
    fireEvent.input(within(dialog).getByLabelText(t('desk.closing.why')), { target: { value: '有人住' } });
    fireEvent.submit(dialog.querySelector('form') ?? dialog);
  }

  await waitFor(() => expect(outbox.value).toHaveLength(1));
  const closing = { reason: 'demolished', by: ann.id, confirmed: false };
  expect(outbox.value[0]?.command).toMatchObject({ type, seen: 3, closing });
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
