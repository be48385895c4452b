import 'fake-indexeddb/auto';
import { cleanup, fireEvent, render, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { t } from '../../messages';
import { doorOf, outbox, save, session, undo } from '../../store';
import { setCurrentStore } from '../../store/current';
import { aCard, aLedger, anOpenStore, aPage, aReceipt, aServer, household, pulled, pushed } from '../../store/makers';
import { pullAll } from '../../sync/pull';
import { noTrouble, pushAll } from '../../sync/push';
import { More } from './More';

const id = household(1);
let store: Awaited<ReturnType<typeof anOpenStore>>;
beforeEach(async () => {
  store = await anOpenStore();
});
afterEach(() => {
  cleanup();
  setCurrentStore(null);
});

/** The card as the phone has it: open, or proposed to be closed by whoever has the phone. */
async function fetched(version: number, isProposed: boolean): Promise<void> {
  const card = aCard(1, { version });
  const proposed = { reason: 'demolished', by: session.value?.person.id ?? '', at: 1, confirmed: false };
  const closed = isProposed ? proposed : null;
  const page = aPage({
    cursor: `c${version}`,
    entries: [{ card: { ...card, household: { ...card.household, closed } } }],
  });
  await pullAll(aLedger(store), aServer(() => pulled([page])).transport, noTrouble(), () => undefined);
}

async function takesBack(): Promise<void> {
  const door = doorOf(id);
  if (door === undefined) throw new Error('no such door');
  fireEvent.click(render(<More door={door} />).getByText(t('door.close.take_back')));
}

const close = { type: 'close_household', household_id: id, seen: 1, reason: 'demolished' } as const;
const sendAll = () => {
  const server = aServer((_, { commands }) => pushed(commands, { server_time: Date.now() }));
  return pushAll(aLedger(store), server.transport, noTrouble(), () => undefined);
};
const unsent = () => outbox.value.map(({ command }) => command);

test('a proposal to close that the server has is taken back by its name, and once', async () => {
  await fetched(1, false);
  const [proposal] = await save([close]);
  await sendAll();
  await fetched(2, true);

  await takesBack();

  await waitFor(() => expect(unsent()).toMatchObject([{ type: 'undo_correction', correction_id: proposal }]));
  await waitFor(() => expect(document.body.textContent).not.toContain(t('door.close.take_back')));
});

test('a proposal to close can be taken back while something else at the door is', async () => {
  await fetched(1, false);
  const [note = ''] = await save([{ type: 'correct_household', household_id: id, seen: 1, fields: { note: '有狗' } }]);
  const [proposal] = await save([close]);
  await sendAll();
  await fetched(2, true);
  await undo([note]);

  await takesBack();

  await waitFor(() =>
    expect(unsent()).toMatchObject([
      { type: 'undo_correction', correction_id: note },
      { type: 'undo_correction', correction_id: proposal },
    ]),
  );
});

test('a proposal to close that is unsent is withdrawn', async () => {
  await fetched(1, false);
  await save([close]);
  expect(doorOf(id)?.card.household.closed).not.toBeNull();

  await takesBack();

  await waitFor(() => expect(doorOf(id)?.card.household.closed).toBeNull());
  expect(unsent()).toEqual([]);
});

test('a proposal of another phone is taken away, whatever this one had proposed before that came to nothing', async () => {
  await fetched(1, false);
  await save([close]);
  const server = aServer((_, { commands }) => {
    const receipts = commands.map((command) => aReceipt(command, { outcome: 'noop' }));
    return pushed(commands, { server_time: Date.now(), receipts });
  });
  await pushAll(aLedger(store), server.transport, noTrouble(), () => undefined);
  await fetched(2, true);

  await takesBack();

  await waitFor(() => expect(unsent()).toMatchObject([{ type: 'reopen_household', household_id: id }]));
});

test('a proposal to close that this phone did not write is taken away', async () => {
  await fetched(2, true);

  await takesBack();

  await waitFor(() => expect(unsent()).toMatchObject([{ type: 'reopen_household', household_id: id }]));
});
