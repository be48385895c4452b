import { locks } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { asOnlySyncer, silence_ms, type Beat, type Beats } from './lock';
import type { Answer, Transport } from './ports';

const day_ms = 24 * 3_600_000;
const nothingNew: Answer = { kind: 'ok', value: {}, sent_at: 0, arrived_at: 0 };
let lock = 0;

beforeEach(() => {
  lock++;
  vi.stubGlobal('navigator', { locks });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** What pages keep where all can read it. */
function beatsOfPages(first: Beat = { at: 0, by: '' }): Beats {
  let last = first;
  return { read: () => last, write: (beat) => (last = beat) };
}

const network: Transport = { post: () => Promise.resolve(nothingNew) };
const refusing: Beats = { read: () => ({ at: 0, by: '' }), write: () => undefined };

/** A page that calls once each time it is let. `robbed` resolves once it has heard that the lock is another's. */
function aPage(beats: Beats) {
  const calls: { readonly answer: (answer: Answer) => void }[] = [];
  const answers: Answer['kind'][] = [];
  const network: Transport = { post: () => new Promise((answer) => calls.push({ answer })) };
  let go: () => void = () => undefined;
  const mine = asOnlySyncer(
    `lock ${lock}`,
    beats,
    () => network,
    async (transport, beat) => {
      for (;;) {
        const isEnd = new Promise<void>((resolve) => (go = resolve));
        beat();
        answers.push((await transport.post('/', {})).kind);
        await isEnd;
      }
    },
  );
  return { calls, answers, mine, goOn: () => go() };
}

test('a page that was robbed of the lock between two calls sends nothing more', async () => {
  const beats = beatsOfPages();
  const frozen = aPage(beats);
  await vi.waitFor(() => expect(frozen.calls).toHaveLength(1));
  frozen.calls[0]?.answer(nothingNew);
  await vi.waitFor(() => expect(frozen.answers).toEqual(['ok']));
  vi.setSystemTime(Date.now() + silence_ms + 1);

  const other = aPage(beats);
  await vi.waitFor(() => expect(other.calls).toHaveLength(1));
  expect(await frozen.mine).toBe(false);
  frozen.goOn();

  await vi.waitFor(() => expect(frozen.answers).toEqual(['ok', 'offline']));
  expect(frozen.calls).toHaveLength(1);
});

test('what is answered to a page that was robbed meanwhile is not its to take', async () => {
  const beats = beatsOfPages();
  const frozen = aPage(beats);
  await vi.waitFor(() => expect(frozen.calls).toHaveLength(1));
  vi.setSystemTime(Date.now() + silence_ms + 1);

  const other = aPage(beats);
  await vi.waitFor(() => expect(other.calls).toHaveLength(1));
  frozen.calls[0]?.answer(nothingNew);

  await vi.waitFor(() => expect(frozen.answers).toEqual(['offline']));
});

test('a page that thaws and has not heard yet that it was robbed sends nothing, and does not drown the other’s beats', async () => {
  const beats = beatsOfPages();
  const frozen = aPage(beats);
  await vi.waitFor(() => expect(frozen.calls).toHaveLength(1));
  frozen.calls[0]?.answer(nothingNew);
  await vi.waitFor(() => expect(frozen.answers).toEqual(['ok']));
  const ofOther = { at: Date.now(), by: 'another page' };
  beats.write(ofOther);

  frozen.goOn();

  await vi.waitFor(() => expect(frozen.answers).toEqual(['ok', 'offline']));
  expect(beats.read()).toEqual(ofOther);
});

test.each([
  ['is heard is not robbed', -1_000, false],
  ['was heard a moment ahead of a clock that was set right is not robbed', 1_000, false],
  ['has been silent for long is robbed', -silence_ms - 1, true],
  ['was heard before the clock was set back is robbed', day_ms, true],
])('a page that %s', async (_, heard_in_ms, isRobbed) => {
  const frozen = aPage(beatsOfPages());
  await vi.waitFor(() => expect(frozen.calls).toHaveLength(1));

  const other = aPage(beatsOfPages({ at: Date.now() + heard_in_ms, by: 'the frozen one' }));

  if (isRobbed) await vi.waitFor(() => expect(other.calls).toHaveLength(1));
  else expect(await other.mine).toBe(false);
});

test('who comes after a page that was cut off is told so, and who comes after one that came to its end is not', async () => {
  const beats = beatsOfPages();
  const cuts: boolean[] = [];
  const round = (isCutOff: boolean) =>
    asOnlySyncer(
      `lock ${lock}`,
      beats,
      () => network,
      (_, __, isAfterCut) => {
        cuts.push(isAfterCut);
        return isCutOff ? Promise.reject(new Error('the disk is full')) : Promise.resolve();
      },
    ).catch(() => undefined);

  for (const isCutOff of [false, true, false, false]) await round(isCutOff);

  expect(cuts).toEqual([false, false, true, false]);
});

test('where the browser keeps no beats a page syncs all the same', async () => {
  const page = aPage(refusing);
  await vi.waitFor(() => expect(page.calls).toHaveLength(1));
  page.calls[0]?.answer(nothingNew);
  await vi.waitFor(() => expect(page.answers).toEqual(['ok']));
  page.goOn();

  await vi.waitFor(() => expect(page.calls).toHaveLength(2));
});

test('where the browser has no locks two pages sync at once, and neither is told that it is offline', async () => {
  vi.stubGlobal('navigator', {});
  const beats = beatsOfPages();
  const pages = [aPage(beats), aPage(beats)];

  for (const page of pages) {
    await vi.waitFor(() => expect(page.calls).toHaveLength(1));
    page.calls[0]?.answer(nothingNew);
  }

  for (const page of pages) await vi.waitFor(() => expect(page.answers).toEqual(['ok']));
});
