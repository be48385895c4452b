import { signal, useSignal, type Signal } from '@preact/signals';
import { useCallback, useEffect } from 'preact/hooks';
import { api, ApiProblem, changes } from '../../store';

/** What an online call brought. Old data stays while new data is fetched, and when that fails. */
export interface Loaded<T> {
  readonly data: T | null;
  /** When the data came. */
  readonly at: number | null;
  readonly problem: ApiProblem | null;
  readonly busy: boolean;
  readonly reload: () => void;
}

interface Held {
  readonly data: unknown;
  readonly at: number;
}

/** The last answer to each path: going back shows it at once, and whoever shows the same path shows it, too. It is fetched anew all the same. */
const held = new Map<string, Signal<Held | null>>();
const KEPT = 60;

function answerTo(path: string): Signal<Held | null> {
  const known = held.get(path) ?? signal(null);
  held.set(path, known);
  return known;
}

function keep(path: string, data: unknown): void {
  const answer = answerTo(path);
  held.delete(path);
  held.set(path, answer); // the youngest now
  for (const oldest of held.keys()) {
    if (held.size <= KEPT) break;
    held.delete(oldest);
  }
  answer.value = { data, at: Date.now() };
}

/** Follow one path of the API: fetched when shown, when it changes and when the server says something changed. Null asks nothing. */
export function useGet<T>(path: string | null): Loaded<T> {
  const state = useSignal<{ path: string | null; problem: ApiProblem | null; busy: boolean }>({
    path,
    problem: null,
    busy: path !== null,
  });
  const again = useSignal(0);
  const news = changes.value;
  const round = again.value;
  useEffect(() => {
    if (path === null) return;
    let wanted = true;
    state.value = { path, problem: state.peek().path === path ? state.peek().problem : null, busy: true };
    api.get<T>(path).then(
      (data) => {
        keep(path, data);
        if (wanted) state.value = { path, problem: null, busy: false };
      },
      (error: unknown) => {
        if (wanted) state.value = { path, problem: problemOf(error), busy: false };
      },
    );
    return () => {
      wanted = false;
    };
  }, [path, news, round]);
  const reload = useCallback(() => {
    again.value = again.peek() + 1;
  }, []);
  const answer = path === null ? null : answerTo(path).value;
  const current = state.value.path === path;
  return {
    data: (answer?.data ?? null) as T | null,
    at: answer?.at ?? null,
    problem: current ? state.value.problem : null,
    busy: current ? state.value.busy : path !== null,
    reload,
  };
}

export function problemOf(error: unknown): ApiProblem {
  return error instanceof ApiProblem ? error : new ApiProblem(0, 'unknown', String(error));
}
