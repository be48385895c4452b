import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { Draft } from './types';
import { pullAll } from '../sync/pull';
import { noTrouble, pushAll } from '../sync/push';
import {
  aCard,
  aLedger,
  anOpenStore,
  aPage,
  aReceipt,
  aServer,
  aVisit,
  campaign_id,
  household,
  pulled,
  pushed,
} from './makers';
import { save } from './save';
import { departures, doorOf, doors, outbox } from './signals';

type Store = Awaited<ReturnType<typeof anOpenStore>>;

const [mine, root] = [household(2), household(1)];
const fetchPage = (store: Store, page: ReturnType<typeof aPage>) =>
  pullAll(aLedger(store), aServer(() => pulled([page])).transport, noTrouble(), () => undefined);
const shown = () => [...doors.value.keys()].sort();
const add: Draft = {
  type: 'add_household',
  household_id: mine,
  seen: null,
  campaign_id,
  building_id: household(900),
  door: '101',
};

function joined(version: number) {
  const card = aCard(1, { version });
  return { ...card, household: { ...card.household, aliases: [mine] } };
}

/** Sends everything; the server has already made one household of the two. */
function send(store: Store, version: number) {
  const server = aServer((_, { commands }) =>
    pushed(commands, { receipts: commands.map((each) => aReceipt(each, { version, household_id: root })) }),
  );
  return pushAll(aLedger(store), server.transport, noTrouble(), () => undefined);
}

test('a door that was added here and is another’s too becomes that one, with its unsent work', async () => {
  const store = await anOpenStore();
  await save([add]);
  await save([aVisit({ household_id: mine, outcome: 'met' })]);
  expect(shown()).toEqual([mine]);

  await fetchPage(store, aPage({ entries: [{ card: joined(4) }] }));

  expect(shown()).toEqual([root]);
  expect(doors.value.get(root)).toMatchObject({ pending: 2, state: 'met' });
  expect(doors.value.get(root)?.card.visits).toHaveLength(1);
});

test('an open screen goes on under the id it knows, and what it sends names that', async () => {
  const store = await anOpenStore();
  await save([add]);
  await fetchPage(store, aPage({ entries: [{ card: joined(4) }] }));

  expect(doorOf(mine)).toMatchObject({ id: mine, card: { household: { id: root } } });
  await save([aVisit({ household_id: mine })]);

  expect(outbox.value.map(({ command, label }) => [command.household_id, label !== ''])).toEqual([
    [mine, true],
    [mine, true],
  ]);
  expect(doorOf(root)?.pending).toBe(2);
});

test('between the receipt and the card the door is there all the time, and once', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage());
  await save([add]);
  await save([aVisit({ household_id: mine })]);

  await send(store, 4);
  expect([shown(), doorOf(mine)?.pending]).toEqual([[root], 0]);

  await fetchPage(store, aPage({ cursor: 'c2', entries: [{ card: joined(4) }] }));
  expect(shown()).toEqual([root]);
  expect(doors.value.get(root)?.card.visits).toEqual([]);
});

test('a card that went into another here is not said to have left', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(2, { version: 3 }) }, { card: aCard(1) }] }));

  const gone = { household_id: mine, version: 4, reason: 'merged' as const, to: root };
  await fetchPage(store, aPage({ cursor: 'c2', entries: [{ gone }, { card: joined(4) }] }));

  expect([shown(), departures.value]).toEqual([[root], []]);
});

test('one that is taken out again is its own door again', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: joined(4) }] }));
  await save([aVisit({ household_id: mine })]);

  await fetchPage(
    store,
    aPage({ cursor: 'c2', entries: [{ card: aCard(1, { version: 5 }) }, { card: aCard(2, { version: 5 }) }] }),
  );

  expect(shown()).toEqual([root, mine]);
  expect([doorOf(mine)?.pending, doorOf(root)?.pending]).toEqual([1, 0]);
});

test('own work at a door that became part of one elsewhere shows at it once it is back', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(2, { version: 3 }) }] }));
  await save([aVisit({ household_id: mine })]);
  await send(store, 9); // it reached a door of another team
  const gone = { household_id: mine, version: 4, reason: 'merged' as const, to: root };
  await fetchPage(store, aPage({ cursor: 'c2', entries: [{ gone }] }));

  await fetchPage(store, aPage({ cursor: 'c3', entries: [{ card: aCard(2, { version: 12 }) }] }));
  await save([aVisit({ household_id: mine, outcome: 'met' })]);

  expect(doorOf(mine)).toMatchObject({ id: mine, pending: 1, state: 'met' });
});

test('what a receipt told of a join holds until the card says that they are two', async () => {
  const store = await anOpenStore();
  await fetchPage(store, aPage({ entries: [{ card: aCard(2, { version: 3 }) }, { card: aCard(1) }] }));
  await save([aVisit({ household_id: mine })]);
  await send(store, 9);
  await save([aVisit({ household_id: mine })]);
  expect([doorOf(mine)?.pending, doorOf(root)?.pending]).toEqual([0, 1]);

  await fetchPage(store, aPage({ cursor: 'c2', entries: [{ card: aCard(1, { version: 10 }) }] }));

  expect([doorOf(mine)?.pending, doorOf(root)?.pending]).toEqual([1, 0]);
});
