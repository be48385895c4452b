import 'fake-indexeddb/auto';
import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { t } from '../../messages';
import { setCurrentStore } from '../../store/current';
import { leavePhone } from '../../store/handover';
import { anOpenStore, aVisit } from '../../store/makers';
import { save } from '../../store/save';
import { undo } from '../../store/undo';
import { Ended } from './Ended';

afterEach(() => {
  cleanup();
  setCurrentStore(null);
});

test('who undid what may have been sent is told that this is still to be sent, and offered to send it, not to leave', async () => {
  await anOpenStore();
  await undo(await save([aVisit()]));

  render(<Ended />);

  screen.getByText(t('core.phone.unsent.undone', { n: 1 }));
  screen.getByText(t('core.phone.send_now'));
  screen.getByText(t('core.file.title'));
  expect(screen.queryByText(t('core.ended.leave'))).toBeNull();
  expect(await leavePhone('all')).toBe(false);
});
