import 'fake-indexeddb/auto';
import { cleanup, fireEvent, render, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { t } from '../../messages';
import { setCurrentStore } from '../../store/current';
import { anOpenStore } from '../../store/makers';
import { OneRoll } from './OneRoll';

const report = { doors: 2, new: 2, changed: 0, unchanged: 0, flagged: 0, problems: [], sample: null, undone: null };
const lines = { read: 2, doors: 2, joined: 0, skipped: 0, refused: 0 };
const columns = [{ index: 0, title: '地址', samples: [], field: 'address' }];
const upload = {
  columns,
  header_line: 1,
  encoding: 'utf-8',
  sheet: null,
  sheets: [],
  lines: 3,
  others: [],
  headers: [],
};
const failed = {
  id: 'r1',
  name: 'roll.csv',
  state: 'failed',
  problem: 'internal',
  area: null,
  by: null,
  upload,
  map: null,
};
const asked: string[] = [];

const answers = (undo_id: string | null): void => {
  const roll = { ...failed, has_begun: true, report: { ...report, lines, undo_id } };
  vi.stubGlobal('fetch', (request: RequestInfo | URL) => {
    asked.push(request instanceof Request ? request.url : String(request));
    return Promise.resolve(Response.json(roll));
  });
};

beforeEach(async () => {
  asked.length = 0;
  await anOpenStore();
});
afterEach(() => {
  cleanup();
  setCurrentStore(null);
  vi.unstubAllGlobals();
});

test('an import that broke off goes on as it was chosen, or is taken back', async () => {
  answers(null);
  const page = render(<OneRoll id="r1" />);

  fireEvent.click(await page.findByText(t('rolls.begun.go_on')));

  await waitFor(() => {
    expect(asked.some((url) => url.endsWith('/api/rolls/r1/import'))).toBe(true);
  });
  expect(page.queryByText(t('rolls.preview.go'))).toBeNull();
  expect(page.queryByText(t('rolls.undo'))).not.toBeNull();
});

test('an undo that broke off goes on, and nothing is imported once more', async () => {
  answers('u1');
  const page = render(<OneRoll id="r1" />);

  expect(await page.findByText(t('rolls.undo'))).toBeTruthy();
  expect(page.queryByText(t('rolls.begun.go_on'))).toBeNull();
});
