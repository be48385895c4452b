import 'fake-indexeddb/auto';
import { cleanup, render } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setCurrentStore } from '../../store/current';
import { aLedger, anOpenStore, aPage, aServer, pulled } from '../../store/makers';
import { pullAll } from '../../sync/pull';
import { noTrouble } from '../../sync/push';
import { Notices } from './Notices';

let store: Awaited<ReturnType<typeof anOpenStore>>;
beforeEach(async () => {
  store = await anOpenStore();
});
afterEach(() => {
  cleanup();
  setCurrentStore(null);
});

test('a question stands first, however much came after it, and everything earlier is there on a tap', async () => {
  const question = { kind: 'notice', id: 'q', version: 1, at: 1, what: 'asked', reason: '是哪一户？' };
  const later = Array.from({ length: 30 }, (_, n) => ({
    ...question,
    id: `n${n}`,
    at: 2 + n,
    what: 'seen',
    reason: '',
  }));
  const page = aPage({ kind: 'notices', entries: [question, ...later].map((item) => ({ item })) });
  await pullAll(aLedger(store), aServer(() => pulled([page])).transport, noTrouble(), () => undefined);

  const { container } = render(<Notices />);

  const lines = [...container.querySelectorAll('li')];
  const hidden = lines.filter((line) => line.closest('details') !== null);
  expect([lines.length, hidden.length]).toEqual([31, 10]);
  expect(lines[0]?.textContent).toContain('是哪一户？');
});
