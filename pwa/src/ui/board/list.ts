/** The doors of a filter, as long as the list may be: the server is asked only for the pages that are on the screen. */
import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useMemo } from 'preact/hooks';
import { api, changes, type ApiProblem } from '../../store';
import { withQuery, type Query } from './office';
import { askedFor, problemOf } from './resource';
import type { Been, DoorPage, DoorRow } from './wire';

const PAGE = 100;
const KEPT = 30; // pages kept beside those shown
const REST_MS = 70; // a list that flies past is not asked for

export interface DoorList {
  /** How many there are in all, shown or not; null until known. */
  readonly count: number | null;
  /** Where the filter asks who was where. */
  readonly been: Been | null;
  /** Null until its page has come. */
  readonly rowAt: (index: number) => DoorRow | null;
  /** The rows that have come, in the order of the list. */
  readonly rows: readonly DoorRow[];
  readonly busy: boolean;
  readonly problem: ApiProblem | null;
  /** Say which rows are on the screen. */
  readonly show: (from: number, to: number) => void;
  readonly reload: () => void;
}

interface Page {
  readonly rows: readonly DoorRow[];
  readonly next: string | null;
  /** What had been heard of when it was asked for. */
  readonly round: string;
}

interface Shown {
  /** What was asked for. */
  readonly key: string;
  readonly pages: ReadonlyMap<number, Page>;
  readonly count: number | null;
  readonly been: Been | null;
  readonly busy: boolean;
  readonly problem: ApiProblem | null;
}

const NO_PAGES: ReadonlyMap<number, Page> = new Map();
const nothing = (key: string): Shown => ({
  key,
  pages: NO_PAGES,
  count: null,
  been: null,
  busy: true,
  problem: null,
});

/** What is on the screen is fetched anew when the server says something changed; the rest when it comes into sight. `words`: searched for in it. */
export function useDoors(query: Query, words = ''): DoorList {
  const path = withQuery('/api/households', { ...query, limit: PAGE });
  const key = askedFor(path, words);
  const state = useSignal<Shown>(nothing(key));
  const wanted = useSignal({ key, first: 0, last: 0 });
  const again = useSignal(0);
  const round = `${changes.value}.${again.value}`;
  const { first, last } = wanted.value.key === key ? wanted.value : { first: 0, last: 0 };
  useEffect(() => {
    let isWanted = true;
    if (state.peek().key !== key) state.value = nothing(key);
    const load = async (): Promise<void> => {
      for (let page = first; page <= last && isWanted; page += 1) {
        if (state.peek().pages.get(page)?.round === round) continue;
        const got = await api.get<DoorPage>(pagePath(path, page, round, state.peek().pages), words);
        if (!isWanted) return;
        const pages = kept(state.peek().pages, page, { rows: got.households, next: got.next, round });
        const { count, been } = got;
        state.value = { key, pages, count, been, busy: page < last, problem: null };
      }
      if (isWanted && state.peek().busy) state.value = { ...state.peek(), busy: false };
    };
    const timer = setTimeout(
      () => {
        load().catch((error: unknown) => {
          if (isWanted) state.value = { ...state.peek(), busy: false, problem: problemOf(error) };
        });
      },
      state.peek().pages.size === 0 ? 0 : REST_MS,
    );
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [key, first, last, round]);
  const reload = useCallback(() => {
    again.value = again.peek() + 1;
  }, []);
  const show = useCallback(
    (from: number, to: number) => {
      const next = { key, first: Math.floor(from / PAGE), last: Math.floor(Math.max(from, to - 1) / PAGE) };
      const now = wanted.peek();
      if (now.key !== key || now.first !== next.first || now.last !== next.last) wanted.value = next;
    },
    [key],
  );
  const shown = state.value.key === key ? state.value : nothing(key);
  const rows = useMemo(
    () => [...shown.pages].sort(([a], [b]) => a - b).flatMap(([, page]) => page.rows),
    [shown.pages],
  );
  return {
    count: shown.count,
    been: shown.been,
    rowAt: (index) => shown.pages.get(Math.floor(index / PAGE))?.rows[index % PAGE] ?? null,
    rows,
    busy: shown.busy,
    problem: shown.problem,
    show,
    reload,
  };
}

/** A page follows the one before it by its cursor; one in the middle is counted off from the beginning. */
function pagePath(path: string, page: number, round: string, pages: ReadonlyMap<number, Page>): string {
  const before = pages.get(page - 1);
  if (before?.round === round && before.next !== null) return `${path}&cursor=${encodeURIComponent(before.next)}`;
  return page === 0 ? path : `${path}&skip=${page * PAGE}`;
}

/** With a page more; those furthest away are let go. */
function kept(pages: ReadonlyMap<number, Page>, page: number, got: Page): ReadonlyMap<number, Page> {
  const near = [...pages].filter(([each]) => each !== page).sort(([a], [b]) => Math.abs(a - page) - Math.abs(b - page));
  return new Map([...near.slice(0, KEPT), [page, got]]);
}

/** Every door of a filter, page after page; says how far it is. For picking all of a list longer than the screen. */
export async function takeAll(
  query: Query,
  words: string,
  onProgress: (done: number, of: number) => void,
): Promise<readonly DoorRow[]> {
  const path = withQuery('/api/households', { ...query, limit: 500 });
  const rows: DoorRow[] = [];
  for (let next: string | null = ''; next !== null;) {
    const got: DoorPage = await api.get<DoorPage>(
      next === '' ? path : `${path}&cursor=${encodeURIComponent(next)}`,
      words,
    );
    rows.push(...got.households);
    onProgress(rows.length, got.count);
    next = got.next;
  }
  return rows;
}
