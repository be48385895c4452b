import { afterEach, expect, test, vi } from 'vitest';
import { startLoop, type LoopParts, type Report } from './loop';
import type { Answer, Ledger, Transport } from './ports';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const status = { unsent: 0, oldest_at: null, attention: 0, persisted: null, app: null };
const nothingKept = () => Promise.resolve();

/** A ledger with nothing to send and nothing stored: these tests are about when rounds happen. */
const emptyLedger: Ledger = {
  identity: () => Promise.resolve({ replica: 'r', forked_from: null, lost: [], status, restores: 0 }),
  waiting: () => Promise.resolve([]),
  settle: () => Promise.resolve(0),
  keep: nothingKept,
  park: nothingKept,
  fork: nothingKept,
  archived: () => Promise.resolve([]),
  seeRestore: nothingKept,
  cursors: () => Promise.resolve({}),
  kept: () => Promise.resolve([]),
  forget: nothingKept,
  apply: () => Promise.resolve(true),
  hear: nothingKept,
  drop: nothingKept,
  distrust: nothingKept,
  sweep: nothingKept,
  end: nothingKept,
};

const nothingNew: Answer = { kind: 'ok', value: { server_time: 1, slices: [] }, sent_at: 0, arrived_at: 0 };

function aLoop(answer: () => Promise<Answer>, change: Partial<LoopParts> = {}) {
  const reports: Report[] = [];
  let asked = 0;
  const transport: Transport = {
    post() {
      asked++;
      return answer();
    },
  };
  const loop = startLoop({
    name: 'test',
    ledger: emptyLedger,
    transport: () => transport,
    beats: { read: () => ({ at: Date.now(), by: '' }), write: () => undefined },
    random: () => 0.5,
    report: (report) => reports.push(report),
    askOthers: () => undefined,
    ...change,
  });
  return { loop, reports, asked: () => asked };
}

test('a round that ends well is followed by another one some minutes later', async () => {
  vi.useFakeTimers();
  const { loop, asked } = aLoop(() => Promise.resolve(nothingNew));

  await loop.now();
  await vi.advanceTimersByTimeAsync(170_000);
  expect(asked()).toBe(1);
  await vi.advanceTimersByTimeAsync(20_000);

  expect(asked()).toBe(2);
  loop.stop();
});

test('who asks during a round waits for the round after it', async () => {
  const answers: ((answer: Answer) => void)[] = [];
  const { loop, asked } = aLoop(() => new Promise<Answer>((resolve) => answers.push(resolve)));

  const first = loop.now();
  const second = loop.now();
  const third = loop.now();
  await vi.waitFor(() => expect(asked()).toBe(1));
  answers[0]?.(nothingNew);
  await first;
  await vi.waitFor(() => expect(asked()).toBe(2));
  answers[1]?.(nothingNew);
  await Promise.all([second, third]);

  expect(asked()).toBe(2);
  loop.stop();
});

test('a busy server is asked again no sooner than it said', async () => {
  vi.useFakeTimers();
  const busy: Answer = { kind: 'refused', status: 503, code: 'busy', retry_after_ms: 30_000 };
  const { loop, reports, asked } = aLoop(() => Promise.resolve(busy));

  await loop.now();
  expect(reports[reports.length - 1]).toEqual({ running: false, problem: 'busy' });
  await vi.advanceTimersByTimeAsync(29_000);
  expect(asked()).toBe(1);
  await vi.advanceTimersByTimeAsync(31_000);

  expect(asked()).toBe(2);
  loop.stop();
});

test('a Retry-After of more than any timer may wait is not asked again at once', async () => {
  const busy: Answer = { kind: 'refused', status: 503, code: 'busy', retry_after_ms: 30 * 86_400_000 };
  const { loop, asked } = aLoop(() => Promise.resolve(busy));

  await loop.now();
  await new Promise((resolve) => setTimeout(resolve, 20));

  expect(asked()).toBe(1);
  loop.stop();
});

test('failures space the tries out, success brings them back', async () => {
  vi.useFakeTimers();
  const offline: Answer = { kind: 'offline' };
  const { loop, asked } = aLoop(() => Promise.resolve(offline), { random: () => 0.999 });

  await loop.now();
  await vi.advanceTimersByTimeAsync(14_500); // 2 s, 4 s, 8 s
  expect(asked()).toBe(4);
  await vi.advanceTimersByTimeAsync(10_000);

  expect(asked()).toBe(4);
  loop.stop();
});

test('a disk that fails ends the round with a word, not the loop', async () => {
  const broken: Ledger = { ...emptyLedger, identity: () => Promise.reject(new Error('gone')) };
  const { loop, reports } = aLoop(() => Promise.resolve(nothingNew), { ledger: broken });

  await loop.now();

  expect(reports[reports.length - 1]).toEqual({ running: false, problem: 'storage' });
  loop.stop();
});

test('for another person of the phone work is sent and nothing fetched', async () => {
  const { loop, asked } = aLoop(() => Promise.resolve(nothingNew), { pushOnly: true });

  await loop.now();

  expect(asked()).toBe(0);
  loop.stop();
});

test('where another page holds the lock, perhaps one that is just going, a round follows soon', async () => {
  vi.useFakeTimers();
  let isHeld = true;
  const request = (_: string, __: unknown, work: (lock: object | null) => Promise<unknown>) => work(isHeld ? null : {});
  vi.stubGlobal('navigator', { locks: { request } });
  const askOthers = vi.fn();
  const { loop, asked } = aLoop(() => Promise.resolve(nothingNew), { askOthers });

  await loop.now();
  await vi.advanceTimersByTimeAsync(5_000);
  expect([asked(), askOthers.mock.calls.length]).toEqual([0, 1]);
  isHeld = false; // a page that was reloaded in the middle of a round keeps it until it is gone
  await vi.advanceTimersByTimeAsync(3_000);

  expect(asked()).toBe(1);
  loop.stop();
});
