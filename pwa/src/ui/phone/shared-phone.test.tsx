import 'fake-indexeddb/auto';
import { cleanup, render } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { t } from '../../messages';
import { setCurrentStore } from '../../store/current';
import { anOpenStore, aPerson } from '../../store/makers';
import { watchOthers } from '../../store/others';
import { SharedPhone } from './SharedPhone';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  setCurrentStore(null);
});

test('whose store cannot be read is not said to have nothing unsent', async () => {
  await anOpenStore(aPerson());
  const { key } = await anOpenStore(aPerson());
  vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
    throw new DOMException('', 'UnknownError');
  });
  await watchOthers(key);

  const page = render(<SharedPhone />);

  expect(page.getByText(t('core.phone.others_unknown'))).toBeTruthy();
});
