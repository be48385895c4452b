import 'fake-indexeddb/auto';
import { cleanup, fireEvent, render, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { t, type MessageKey } from '../../messages';
import { setCurrentStore } from '../../store/current';
import { anOpenStore, household } from '../../store/makers';
import type { AttentionItem } from '../board/wire';
import { Item } from './Item';
import { onceAnswered } from './once';

const ann = { id: 'p1', name: 'ann' };
const parked: AttentionItem = {
  id: 'i1',
  kind: 'parked',
  at: 0,
  person: ann,
  reason: 'not_yours',
  household_id: household(1),
  body: '{}',
  can_apply: true,
  authors: [ann],
};
const paths = { doorPath: null, personPath: () => '', doorsPath: null };
let sent: { readonly path: string; readonly id: string }[] = [];

beforeEach(async () => {
  sent = [];
  await anOpenStore();
});
afterEach(() => {
  cleanup();
  setCurrentStore(null);
  vi.unstubAllGlobals();
});

/** The first is done, and its answer lost. */
function aServerWhoseFirstAnswerIsLost(): void {
  vi.stubGlobal('fetch', (path: string, init: RequestInit = {}) => {
    if (init.method !== 'POST') return Promise.resolve(Response.json({ buildings: [], households: [] }));
    const { id } = JSON.parse(init.body as string) as { readonly id: string };
    sent.push({ path, id });
    return sent.length === 1 ? Promise.reject(new TypeError('network')) : Promise.resolve(Response.json({}));
  });
}

const sheets: readonly (readonly [MessageKey, MessageKey | null, string])[] = [
  ['desk.attention.ask', 'desk.attention.ask.text', '/api/attention/ask'],
  ['desk.attention.dismiss', 'desk.attention.dismiss.why', '/api/parked/i1/dismiss'],
  ['desk.attention.apply', null, '/api/parked/i1/apply'],
];

test.each(sheets)('%s whose answer was lost is done once, however often it is sent', async (open, label, path) => {
  aServerWhoseFirstAnswerIsLost();
  const page = render(<Item item={parked} paths={paths} now={0} onSettled={() => undefined} />);
  fireEvent.click(page.getByText(t(open)));
  const dialog = page.getByRole('dialog', { hidden: true });
  if (label !== null) fireEvent.input(within(dialog).getByLabelText(t(label)), { target: { value: '哪一户？' } });

  for (const times of [1, 2]) {
    fireEvent.submit(dialog.querySelector('form') ?? dialog);
    await waitFor(() => expect(sent).toHaveLength(times));
    await waitFor(() => expect(page.queryByText(t('desk.working'))).toBeNull());
  }

  expect(sent.map((each) => each.path)).toEqual([path, path]);
  expect(sent[1]?.id).toBe(sent[0]?.id);
});

test('a mark of what came in since is another call than the one whose answer was lost', async () => {
  aServerWhoseFirstAnswerIsLost();
  const shown = (at: number) => (
    <Item item={{ ...parked, kind: 'doubtful', at }} paths={paths} now={0} onSettled={() => undefined} />
  );
  const page = render(shown(5));
  const press = async (times: number): Promise<void> => {
    const button = (): HTMLElement => page.getByRole('button', { name: t('desk.attention.seen') });
    await waitFor(() => expect(button().hasAttribute('disabled')).toBe(false));
    fireEvent.click(button());
    await waitFor(() => expect(sent).toHaveLength(times));
  };

  await press(1);
  page.rerender(shown(9));
  await press(2);

  expect(sent[1]?.id).not.toBe(sent[0]?.id);
});

test('what is answered, or says something else, is another call', async () => {
  const once = onceAnswered();
  const told = (what: string): Promise<string> => once(what, (id) => Promise.resolve(id));
  const lost: string[] = [];
  await once('a', (id) => Promise.reject(new Error(String(lost.push(id))))).catch(() => undefined);

  const ids = [await told('b'), await told('b')];

  expect(new Set([...lost, ...ids]).size).toBe(3);
});
