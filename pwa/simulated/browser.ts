/** One phone's browser: pages of the app over one store, each with its own modules, network calls and handle of the disk. */
import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { PageDisk, Unflushed } from './disk.ts';
import { Locks } from './locks.ts';
import type * as App from './page.ts';
import { planted } from './plants.ts';
import { kept, nextTurn } from './world.ts';

const calmTurns = 3; // of the event loop in which nothing is under way any more
const ofTheSyncer = ['slices', 'bodies', 'memberships', 'sent', 'heard']; // only who holds the lock writes there

/** A call that is under way, by a number of its own. */
export interface Post {
  readonly id: number;
  readonly path: string;
  readonly body: string;
}

interface Call extends Post {
  readonly answer: (reply: Response | null) => void;
}

interface Channel {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

/** What a page takes for the browser: each of these hides the global of its name. */
interface Globals {
  readonly navigator: unknown;
  readonly indexedDB: unknown;
  readonly localStorage: unknown;
  readonly BroadcastChannel: unknown;
  readonly fetch: unknown;
  readonly setTimeout: unknown;
  readonly clearTimeout: unknown;
}

const named = [
  'navigator',
  'indexedDB',
  'localStorage',
  'BroadcastChannel',
  'fetch',
  'setTimeout',
  'clearTimeout',
] as const;
const text = readFileSync(process.argv[2] ?? '', 'utf8');

export class Browser {
  readonly pages = new Map<number, Page>();
  readonly wrong: string[] = [];
  readonly died: number[] = [];
  readonly locks = new Locks();
  readonly unflushed = new Unflushed();
  messages = 0; // on their way between pages
  private posts = 0;
  private make: (...globals: unknown[]) => typeof App = () => {
    throw new Error('no app is installed yet');
  };

  /** The app as it is from now on, with a bug if one is named. */
  load(bug: string | null): void {
    const script = new Script(`(function (${named.join(', ')}) { ${planted(text, bug)}\n return page; })`);
    this.make = script.runInThisContext() as typeof this.make;
  }

  open(name: number): Page {
    const page = new Page(name, this);
    this.pages.set(name, page);
    return page;
  }

  run(globals: Globals): typeof App {
    return this.make(...named.map((each) => globals[each]));
  }

  nextPost(): number {
    return ++this.posts;
  }

  /** Until no page has anything to do but to wait for the network, or for a person. */
  async settle(): Promise<void> {
    for (let calm = 0; calm < calmTurns; calm++) {
      await nextTurn();
      const isBusy = this.messages > 0 || [...this.pages.values()].some((page) => page.disk.isBusy());
      if (isBusy) calm = -1;
    }
  }

  blame(what: string): void {
    this.wrong.push(what);
  }
}

export class Page {
  readonly name: number;
  readonly app: typeof App;
  readonly disk: PageDisk;
  call: Call | null = null;
  isFrozen = false;
  private isDead = false;
  private readonly browser: Browser;
  private readonly channels = new Set<Channel>();
  private unheard: (() => void)[] = [];

  constructor(name: number, browser: Browser) {
    this.name = name;
    this.browser = browser;
    this.disk = new PageDisk(
      browser.unflushed,
      () => this.die(),
      (stores) => this.mayWrite(stores),
    );
    this.app = browser.run(this.globals());
  }

  /** What a frozen page is told, it hears when it thaws. */
  hear(told: () => void): void {
    if (this.isDead) return;
    if (this.isFrozen) this.unheard.push(told);
    else told();
  }

  /** Nothing reaches it any more that other pages tell. */
  deafen(): void {
    this.channels.clear();
  }

  thaw(): void {
    this.isFrozen = false;
    for (const told of this.unheard.splice(0)) told();
  }

  die(): void {
    this.browser.died.push(this.name);
    this.end();
  }

  /** The page is closed: nothing of it goes on. */
  end(): void {
    this.isDead = true;
    this.call = null;
    this.channels.clear();
    this.disk.end();
    this.browser.locks.release(this);
    this.browser.pages.delete(this.name);
  }

  private mayWrite(stores: readonly string[]): void {
    const isSync = stores.some((store) => ofTheSyncer.includes(store));
    if (isSync && !this.browser.locks.isHeldBy(this))
      this.browser.blame(`page ${this.name} takes a reply without the lock`);
  }

  private globals(): Globals {
    const page = this; // eslint-disable-line @typescript-eslint/no-this-alias
    class TabChannel implements Channel {
      onmessage: Channel['onmessage'] = null;
      constructor() {
        page.channels.add(this);
      }
      postMessage(data: unknown): void {
        page.tellOthers(structuredClone(data));
      }
      close(): void {
        page.channels.delete(this);
      }
    }
    const locks = {
      request: (name: string, options: { readonly steal?: boolean }, work: (lock: object | null) => Promise<unknown>) =>
        this.browser.locks.request(this, name, options, work),
    };
    return {
      navigator: { locks, languages: [] },
      indexedDB: this.disk.factory,
      localStorage: {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => !this.isDead && kept.set(key, value),
        removeItem: (key: string) => !this.isDead && kept.delete(key),
      },
      BroadcastChannel: TabChannel,
      fetch: (path: string, init: { readonly body: string; readonly signal: AbortSignal }) => this.post(path, init),
      setTimeout: () => 0, // when a round begins and when a call is given up, the simulator says
      clearTimeout: () => undefined,
    };
  }

  private tellOthers(data: unknown): void {
    if (this.isDead) return;
    for (const other of this.browser.pages.values()) {
      if (other === this) continue;
      this.browser.messages++;
      setImmediate(() => {
        this.browser.messages--;
        other.hear(() => {
          for (const channel of other.channels) channel.onmessage?.({ data });
        });
      });
    }
  }

  private post(
    path: string,
    { body, signal }: { readonly body: string; readonly signal: AbortSignal },
  ): Promise<Response> {
    if (this.isDead) return new Promise(() => undefined);
    if (!this.browser.locks.isHeldBy(this)) this.browser.blame(`page ${this.name} sends ${path} without the lock`);
    return new Promise((resolve, reject) => {
      const call: Call = {
        id: this.browser.nextPost(),
        path,
        body,
        answer: (reply) => {
          if (this.call === call) this.call = null;
          if (reply === null) reject(new TypeError('the network was cut'));
          else resolve(reply);
        },
      };
      signal.addEventListener('abort', () => call.answer(null));
      this.call = call;
    });
  }
}
