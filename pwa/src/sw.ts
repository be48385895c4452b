/// <reference lib="webworker" />
/* The app's shell, kept for work without a network. Answers of the server are never cached here. */

import { sendAll } from './sw/send';

interface Precached {
  readonly url: string;
  /** null where the name itself holds a hash of the content. */
  readonly revision: string | null;
}

declare const self: ServiceWorkerGlobalScope;
declare const __PRECACHE__: readonly Precached[];
declare const __BUILD__: string;

const prefix = 'doorstep-shell-';
const wakeTag = 'doorstep-push';
const shell = `${prefix}${__BUILD__}`;

self.addEventListener('install', (event) => {
  event.waitUntil(fillCache());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener('message', (event) => {
  if (event.data === 'skipWaiting') event.waitUntil(self.skipWaiting());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (/^\/(api|health|schema)(\/|$)/.test(url.pathname)) return;
  if (request.mode === 'navigate') event.respondWith(answer('/', request));
  else event.respondWith(answer(url.pathname, request));
});

/** The network is back and no page may be open: what is unsent goes out from here. */
self.addEventListener('sync', (event) => {
  const wake = event as ExtendableEvent & { readonly tag: string };
  if (wake.tag === wakeTag) wake.waitUntil(sendAll());
});

/** Everything or nothing: the new shell counts as installed only when all of it is here. */
async function fillCache(): Promise<void> {
  const cache = await caches.open(shell);
  await Promise.all(__PRECACHE__.map((file) => keep(cache, file)));
}

async function keep(cache: Cache, { url, revision }: Precached): Promise<void> {
  const known = revision === null ? await fromFormer(url) : undefined;
  const response =
    known ?? (await fetch(url, { cache: revision === null ? 'default' : 'reload', credentials: 'same-origin' }));
  if (!response.ok || !isWhatItSays(url, response)) throw new Error(`not the file: ${url}`);
  await cache.put(url, response);
}

/** A hashed file of the version before need not be fetched again. */
async function fromFormer(url: string): Promise<Response | undefined> {
  for (const name of await caches.keys()) {
    if (!name.startsWith(prefix) || name === shell) continue;
    const found = await (await caches.open(name)).match(url);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A portal answers everything with its login page: HTML under another name is not our file. */
function isWhatItSays(url: string, response: Response): boolean {
  const is_html = (response.headers.get('Content-Type') ?? '').includes('text/html');
  return is_html === (url === '/' || url.endsWith('.html'));
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(prefix) && name !== shell) await caches.delete(name);
  }
  await self.clients.claim();
}

async function answer(path: string, request: Request): Promise<Response> {
  const cached = await (await caches.open(shell)).match(path);
  return cached ?? fetch(request);
}
