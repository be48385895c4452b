import 'fake-indexeddb/auto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Command, PullReply, PushReply, State } from '../protocol';
import { pullAll } from '../sync/pull';
import { noTrouble, pushAll } from '../sync/push';
import { aLedger, anOpenStore, aServer, aVisit, household } from './makers';
import { save } from './save';
import { doors, outbox } from './signals';

/** Recorded conversations (tests/corpus): this app reads what servers said, also when a newer one says more than it knows. */
interface Turn {
  readonly device: string;
  readonly path: string;
  readonly request: { readonly commands?: readonly Command[] };
  readonly status: number;
  readonly reply: unknown;
}

const folder = '../tests/corpus/recorded'; // from pwa/, where vitest runs
const recordings = readdirSync(folder).map((name) => ({
  name,
  turns: (JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as { turns: readonly Turn[] }).turns,
}));

type Grow = (reply: unknown) => unknown;
const asItIs: Grow = (reply) => reply;
const unknownWords: Readonly<Record<string, string>> = { access: 'read_only', outcome: 'blessed', reason: 'the_moon' };

/** A reply of a newer server: unknown fields everywhere, unknown words where there were known ones, unknown kinds of things. */
const grown: Grow = (reply) => {
  if (Array.isArray(reply)) return reply.map(grown);
  if (typeof reply !== 'object' || reply === null) return reply;
  const fields = Object.entries(reply).map(([name, value]) => [name, unknownWords[name] ?? grown(value)]);
  return { ...withNewThings(Object.fromEntries(fields) as object), mood: { of: ['the', 'server'] } };
};

function withNewThings(reply: object): object {
  if ('slices' in reply && 'missing' in reply) {
    const rumours = { id: household(77), kind: 'rumours', epoch: 'e', reset: true, cursor: 'r1', more: false };
    const entries = [{ item: { kind: 'rumour', id: household(78), version: 1, text: '?' } }, { rumour: { id: 1 } }];
    return { ...reply, slices: [...(reply.slices as object[]), { ...rumours, entries }] };
  }
  if ('entries' in reply) {
    const omen = { item: { kind: 'omen', id: household(79), version: 1, of: 'rain' } };
    return { ...reply, entries: [...(reply.entries as object[]), omen] };
  }
  return reply;
}

const ofDevice = (turns: readonly Turn[], device: string, path: string) =>
  turns.filter((turn) => turn.device === device && turn.path === path && turn.status === 200);

/** A server that says in turn what was recorded, and after that the last thing again. */
function saying(replies: readonly unknown[]): ReturnType<typeof aServer> {
  return aServer((_, __, turn) => ({
    kind: 'ok',
    value: replies[Math.min(turn, replies.length) - 1],
    sent_at: 0,
    arrived_at: 0,
  }));
}

const nothingMore = { server_time: 1_000_000, fork: false, receipts: [], missing: [], access: 'full' }; // what is lost has been told

/** The states of doors that pages and dropped slices leave, as anybody would add them up. */
function doorsOf(replies: readonly PullReply[]): readonly string[] {
  const slices = new Map<string, Map<string, State>>();
  for (const reply of replies) {
    for (const page of reply.slices) {
      const held = (page.reset ? undefined : slices.get(page.id)) ?? new Map<string, State>();
      for (const entry of page.entries) {
        if ('card' in entry) held.set(entry.card.household.id, entry.card.state);
        if ('gone' in entry) held.delete(entry.gone.household_id);
      }
      slices.set(page.id, held);
    }
    for (const id of reply.dropped) slices.delete(id);
  }
  return [...slices.values()].flatMap((held) => [...held].map(([id, state]) => `${id} ${state}`)).sort();
}

async function pulledAll(replies: readonly PullReply[], grow: Grow): Promise<void> {
  const store = await anOpenStore();
  const said = replies.map(grow) as readonly PullReply[];
  const server = saying(said);
  const wipes = said.filter((reply) => reply.access === 'wipe').length; // answered by one word more: that it is done
  const rounds = replies.filter((reply) => !reply.slices.some((page) => page.more)).length;
  const ends = [];
  for (let round = 0; round < rounds; round++) {
    ends.push(await pullAll(aLedger(store), server.transport, noTrouble(), () => undefined));
  }
  expect(ends.filter((end) => end !== null).map(({ problem }) => problem)).toEqual(Array(wipes).fill('access_ended'));
  expect(server.asked).toHaveLength(replies.length + wipes);
}

const shown = () => [...doors.value.entries()].map(([id, { state }]) => `${id} ${state}`).sort();

describe.each(recordings)('$name', ({ turns }) => {
  const readers = [...new Set(turns.filter((turn) => turn.path === '/api/sync/pull').map((turn) => turn.device))];
  const senders = [...new Set(turns.filter((turn) => turn.path === '/api/sync/push').map((turn) => turn.device))];
  const ways: readonly (readonly [string, Grow])[] = [
    ['as it was said', asItIs],
    ['with all that a newer server may add', grown],
  ];

  describe.each(ways)('%s', (_, grow) => {
    test.each(readers)('%s has the doors that the pages left', async (device) => {
      const replies = ofDevice(turns, device, '/api/sync/pull').map((turn) => turn.reply as PullReply);

      await pulledAll(replies, grow);

      expect(shown()).toEqual(doorsOf(replies));
    });

    test.each(senders)('each receipt takes the work of %s out of the outbox', async (device) => {
      for (const { request, reply } of ofDevice(turns, device, '/api/sync/push')) {
        const { fork, receipts } = reply as PushReply;
        if (fork || receipts.length === 0) continue;
        const store = await anOpenStore();
        await save((request.commands ?? []).map(() => aVisit()));
        const waiting = outbox.value.map(({ command }) => command.id);
        const ids = new Map(receipts.map((receipt, at) => [receipt.id, waiting[at]]));
        const answer = {
          ...(reply as PushReply),
          receipts: receipts.map((each) => ({ ...each, id: ids.get(each.id) })),
        };

        expect(
          await pushAll(aLedger(store), saying([grow(answer), nothingMore]).transport, noTrouble(), () => undefined),
        ).toBeNull();

        expect(outbox.value).toEqual([]);
      }
    });
  });
});
