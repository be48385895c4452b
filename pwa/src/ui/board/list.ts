/** Lists that come in pages: the doors of a filter. */
import { useSignal } from '@preact/signals';
import { useCallback, useEffect } from 'preact/hooks';
import { api, changes, type ApiProblem } from '../../store';
import { withQuery, type Query } from './office';
import { byAddress } from './order';
import { problemOf } from './resource';
import type { DoorPage, DoorRow } from './wire';

const PAGE = 100;

export interface DoorList {
  readonly rows: readonly DoorRow[];
  /** How many there are in all, shown or not; null until known. */
  readonly count: number | null;
  readonly busy: boolean;
  readonly problem: ApiProblem | null;
  readonly more: (() => void) | null;
  readonly reload: () => void;
}

interface Shown {
  readonly path: string;
  readonly rows: readonly DoorRow[];
  readonly count: number | null;
  readonly next: string | null;
  readonly busy: boolean;
  readonly problem: ApiProblem | null;
}

/** The doors of a filter, as many pages of them as were asked for. Fetched anew, to the same length, when the server says something changed. */
export function useDoors(query: Query): DoorList {
  const path = withQuery('/api/households', { ...query, limit: PAGE });
  const state = useSignal<Shown>({ path, rows: [], count: null, next: null, busy: true, problem: null });
  const asked = useSignal({ path, pages: 1, round: 0 });
  const pages = asked.value.path === path ? asked.value.pages : 1;
  const { round } = asked.value;
  const news = changes.value;
  useEffect(() => {
    let wanted = true;
    const kept = state.peek().path === path ? state.peek() : { path, rows: [], count: null, next: null };
    state.value = { ...kept, busy: true, problem: null };
    takePages(path, pages, () => wanted).then(
      (got) => {
        if (wanted) state.value = { path, ...got, busy: false, problem: null };
      },
      (error: unknown) => {
        if (wanted) state.value = { ...state.peek(), busy: false, problem: problemOf(error) };
      },
    );
    return () => {
      wanted = false;
    };
  }, [path, pages, round, news]);
  const reload = useCallback(() => {
    asked.value = { ...asked.peek(), round: asked.peek().round + 1 };
  }, []);
  const shown =
    state.value.path === path
      ? state.value
      : { ...state.value, rows: [], count: null, next: null, busy: true, problem: null };
  const more = (): void => {
    asked.value = { path, pages: pages + 1, round };
  };
  return {
    rows: shown.rows,
    count: shown.count,
    busy: shown.busy,
    problem: shown.problem,
    more: shown.next === null ? null : more,
    reload,
  };
}

async function takePages(path: string, pages: number, isWanted: () => boolean) {
  const rows: DoorRow[] = [];
  let next: string | null = null;
  let count: number | null = null;
  for (let page = 0; page < pages && isWanted(); page += 1) {
    const got: DoorPage = await api.get<DoorPage>(next === null ? path : `${path}&cursor=${encodeURIComponent(next)}`);
    rows.push(...got.households);
    count = got.count;
    next = got.next;
    if (next === null) break;
  }
  return { rows: byAddress(rows), count, next };
}

/** Every door of a filter, page after page; says how far it is. For picking all of a list longer than the screen. */
export async function takeAll(
  query: Query,
  onProgress: (done: number, of: number) => void,
): Promise<readonly DoorRow[]> {
  const path = withQuery('/api/households', { ...query, limit: 500 });
  const rows: DoorRow[] = [];
  for (let next: string | null = ''; next !== null;) {
    const got: DoorPage = await api.get<DoorPage>(next === '' ? path : `${path}&cursor=${encodeURIComponent(next)}`);
    rows.push(...got.households);
    onProgress(rows.length, got.count);
    next = got.next;
  }
  return rows;
}
