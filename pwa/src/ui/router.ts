import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';

/**
 * Where the app is. `path` has no query; `query` keeps the last of doubled names; `words` are what is searched for there: that may be a name,
 * so it is kept with the step and stands in no address.
 */
export interface Place {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly words: string;
}

export type Params = Readonly<Record<string, string>>;

export interface ScreenProps {
  readonly params: Params;
  readonly query: Readonly<Record<string, string>>;
}

export type TabName = 'next' | 'doors' | 'requests' | 'phone' | 'team' | 'desk';

/**
 * One screen. Each area lists its own in `ui/<area>/routes.ts` under the name `routes`; the shell gathers them.
 * `:name` in the path takes one segment, a `*` at its end takes the rest.
 */
export interface ScreenEntry {
  readonly path: string;
  readonly load: () => Promise<ComponentType<ScreenProps>>;
  /** The tab that is lit. Without one the screen is shown without tabs. */
  readonly tab?: TabName;
  /** `desk` gives the whole width and the desk's own frame. */
  readonly frame?: 'phone' | 'desk';
}

export interface Match {
  readonly entry: ScreenEntry;
  readonly params: Params;
}

const here = signal<Place>(readPlace());

export const route: ReadonlySignal<Place> = computed(() => here.value);

/**
 * Go to a path of the app (with its query, if any). `replace` leaves no step to go back to. What is searched for on a screen goes on while
 * something of that screen is asked for, and ends where `words` say otherwise.
 */
export function navigate(to: string, options: { replace?: boolean; words?: string } = {}): void {
  const goesOn = to.startsWith(`${location.pathname}?`);
  const words = options.words ?? (goesOn ? wordsOf(history.state) : '');
  const step = { depth: depthOf(history.state) + (options.replace ? 0 : 1), words };
  if (options.replace) history.replaceState(step, '', to);
  else history.pushState(step, '', to);
  here.value = readPlace();
  if (!options.replace) scrollTo(0, 0);
}

/** Back to where the person came from inside the app; to `fallback` if they came from outside. */
export function goBack(fallback = '/'): void {
  if (depthOf(history.state) > 0) history.back();
  else navigate(fallback, { replace: true });
}

export function startRouter(): void {
  addEventListener('popstate', () => {
    here.value = readPlace();
  });
  document.addEventListener('click', followLink);
}

export function matchScreen(screens: readonly ScreenEntry[], path: string): Match | null {
  for (const entry of screens) {
    const params = matchPath(entry.path, path);
    if (params !== null) return { entry, params };
  }
  return null;
}

export function matchPath(pattern: string, path: string): Params | null {
  const wanted = pattern.split('/').filter(Boolean);
  const given = path.split('/').filter(Boolean);
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    if (part === '*') return params;
    const segment = given[index];
    if (segment === undefined) return null;
    if (part.startsWith(':')) params[part.slice(1)] = decodeSegment(segment);
    else if (part !== segment) return null;
  }
  return wanted.length === given.length ? params : null;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function readPlace(): Place {
  const query = Object.fromEntries(new URLSearchParams(location.search));
  return { path: location.pathname, query, words: wordsOf(history.state) };
}

function depthOf(state: unknown): number {
  if (typeof state !== 'object' || state === null || !('depth' in state)) return 0;
  return typeof state.depth === 'number' ? state.depth : 0;
}

function wordsOf(state: unknown): string {
  if (typeof state !== 'object' || state === null || !('words' in state)) return '';
  return typeof state.words === 'string' ? state.words : '';
}

/** Plain links inside the app need no handler of their own. */
function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.target !== '' || link.hasAttribute('download')) return;
  const url = new URL(link.href, location.href);
  if (url.origin !== location.origin || url.pathname.startsWith('/api/')) return;
  event.preventDefault();
  navigate(url.pathname + url.search + url.hash);
}
