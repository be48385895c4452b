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

/** The last answers by path, so that going back shows them at once. They are fetched anew all the same. */
const held = new Map<string, Held>();
const KEPT = 60;
/** Raised by each answer, by path: whoever shows the same path shows it at once, too. */
const answered = new Map<string, Signal<number>>();

function answersTo(path: string): Signal<number> {
  const known = answered.get(path) ?? signal(0);
  answered.set(path, known);
  return known;
}

function keep(path: string, data: unknown): Held {
  held.delete(path);
  const answer = { data, at: Date.now() };
  held.set(path, answer);
  for (const oldest of held.keys()) {
    if (held.size <= KEPT) break;
    held.delete(oldest);
  }
  answersTo(path).value += 1;
  return answer;
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
  void (path === null ? null : answersTo(path).value);
  const answer = path === null ? undefined : held.get(path);
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
