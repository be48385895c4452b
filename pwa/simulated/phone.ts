/** The app on one phone without screens, in one page or two: a line in is a step, a line out is what came of it. */
import { createInterface } from 'node:readline';
import { kept, setChance, setClock } from './world.ts';
import { Browser, type Page, type Post } from './browser.ts';
import type { Blows } from './disk.ts';
import type { Draft } from '../src/store/types.ts';
import type { Person } from '../src/store/people.ts';

const reader = 0; // a page that nobody looks at: it reads the disk for the checker
const newcomer = 99; // one that is opened to see what it shows

type Step = { readonly now: number; readonly blows?: Partial<Blows> } & (
  | {
      readonly do: 'install';
      readonly person: Person;
      readonly pages: number;
      readonly seed: number;
      readonly planted: string | null;
    }
  | { readonly do: 'save'; readonly page: number; readonly draft: Draft }
  | { readonly do: 'undo'; readonly page: number; readonly id: string }
  | { readonly do: 'round'; readonly page: number }
  | {
      readonly do: 'answer';
      readonly page: number;
      readonly post: number;
      readonly status: number;
      readonly body: string;
    }
  | { readonly do: 'cut'; readonly page: number; readonly post: number }
  | { readonly do: 'freeze'; readonly page: number }
  | { readonly do: 'thaw'; readonly page: number }
  | { readonly do: 'crash'; readonly page: number | null }
  | { readonly do: 'compare' }
);

interface Outcome {
  readonly ids?: readonly string[];
  readonly failed?: string;
}

let browser = new Browser();
let person: Person | null = null;

async function install(step: Extract<Step, { do: 'install' }>): Promise<void> {
  for (const page of browser.pages.values()) page.end();
  for (const { name = '' } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
  kept.clear();
  setChance(step.seed);
  browser = new Browser();
  browser.load(step.planted);
  person = step.person;
  (await openPage(reader, (page) => page.app.install(step.person))).deafen();
  for (let name = 1; name <= step.pages; name++) await openPage(name);
}

/** Nothing of a page but what is on the disk is left of one that was open before. */
async function openPage(name: number, first: (page: Page) => Promise<void> = () => Promise.resolve()): Promise<Page> {
  if (person === null) throw new Error('no app is installed yet');
  const page = browser.open(name);
  await first(page);
  await page.app.open(person);
  return page;
}

function pageOf(name: number): Page {
  const page = browser.pages.get(name);
  if (page === undefined) throw new Error(`no page ${name} is open`);
  return page;
}

/** The outcome of what a person does, unless the page dies of it. */
async function attempt(deed: Promise<readonly string[] | void>): Promise<Outcome> {
  let outcome: Outcome | null = null;
  deed.then(
    (ids) => (outcome = ids === undefined ? {} : { ids }),
    (error: unknown) => (outcome = { failed: String(error) }),
  );
  await browser.settle();
  return outcome ?? {};
}

async function take(step: Step): Promise<Outcome> {
  switch (step.do) {
    case 'install':
      await install(step);
      return {};
    case 'save':
      return attempt(pageOf(step.page).app.save(step.draft));
    case 'undo':
      return attempt(pageOf(step.page).app.undo(step.id));
    case 'round':
      pageOf(step.page).app.round();
      return {};
    case 'answer': {
      const bytes = Uint8Array.from(atob(step.body), (each) => each.charCodeAt(0));
      return answer(step, new Response(bytes, { status: step.status }));
    }
    case 'cut':
      return answer(step, null);
    case 'freeze':
      pageOf(step.page).isFrozen = true;
      return {};
    case 'thaw':
      pageOf(step.page).thaw();
      return {};
    case 'crash':
      if (step.page !== null) pageOf(step.page).die();
      else await die();
      return {};
    case 'compare':
      await compare();
      return {};
  }
}

function answer({ page, post }: { readonly page: number; readonly post: number }, reply: Response | null): Outcome {
  const { call } = pageOf(page);
  if (call?.id === post) call.answer(reply);
  return {};
}

/** The whole phone dies: what its disk was not waited for may be gone with it. */
async function die(): Promise<void> {
  for (const page of browser.pages.values()) if (page.name !== reader) page.die();
  browser.unflushed.lose();
  await browser.settle();
}

/** Every page shows what one shows that is opened now. */
async function compare(): Promise<void> {
  const fresh = await openPage(newcomer);
  const wanted = fresh.app.shown();
  for (const page of browser.pages.values()) {
    if (page.name === reader || page.name === newcomer || page.isFrozen) continue;
    const shown = page.app.shown();
    for (const name of new Set([...Object.keys(shown), ...Object.keys(wanted)])) {
      const [is, ought] = [JSON.stringify(shown[name]), JSON.stringify(wanted[name])];
      if (is !== ought) browser.blame(`page ${page.name} shows ${name} ${is}, a new one ${ought}`);
    }
  }
  fresh.end();
}

/** Those that died are opened again by whoever uses the phone. */
async function reopen(): Promise<readonly number[]> {
  const died = browser.died.splice(0);
  for (const name of died) await openPage(name);
  return died;
}

function strike({ blows = {} }: Step, page: Page | undefined): void {
  if (page !== undefined) Object.assign(page.disk.blows, blows);
}

function isOver(page: Page | undefined): void {
  if (page !== undefined)
    Object.assign(page.disk.blows, { uses_left: null, isFull: false, handle: 'kept' } satisfies Blows);
}

/** What becomes of a request the page hears by its transaction. */
process.on('unhandledRejection', (error) => {
  if (!(error instanceof DOMException)) browser.blame(`nobody heard of ${String(error)}`);
});

for await (const line of createInterface({ input: process.stdin })) {
  const step = JSON.parse(line) as Step;
  setClock(step.now);
  const struck = 'page' in step && step.page !== null ? browser.pages.get(step.page) : undefined;
  strike(step, struck);
  const outcome = await take(step);
  await browser.settle();
  isOver(struck);
  const died = await reopen();
  await browser.settle();
  const pages = [...browser.pages.values()].filter((page) => page.name !== reader);
  const posts: Record<string, Post | null> = {};
  for (const { name, call } of pages) posts[name] = call && { id: call.id, path: call.path, body: call.body };
  const seen = Object.fromEntries(pages.map((page) => [page.name, page.app.seen()]));
  const state = await pageOf(reader).app.state();
  process.stdout.write(`${JSON.stringify({ ...outcome, posts, died, seen, wrong: browser.wrong.splice(0), state })}\n`);
}
