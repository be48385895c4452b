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

/** The last answer to each question: going back shows it at once, and whoever asks the same shows it, too. It is fetched anew all the same. */
const held = new Map<string, Signal<Held | null>>();
const KEPT = 60;

function answerTo(key: string): Signal<Held | null> {
  const known = held.get(key) ?? signal(null);
  held.set(key, known);
  return known;
}

function keep(key: string, data: unknown): void {
  const answer = answerTo(key);
  held.delete(key);
  held.set(key, answer); // the youngest now
  for (const oldest of held.keys()) {
    if (held.size <= KEPT) break;
    held.delete(oldest);
  }
  answer.value = { data, at: Date.now() };
}

/** One name for all that an answer depends on. */
export const askedFor = (path: string, words: string): string => `${path} ${words}`;

/**
 * Follow one path of the API: fetched when shown, when it changes and when the server says something changed. Null asks nothing. `words`: what
 * is searched for there.
 */
export function useGet<T>(path: string | null, words = ''): Loaded<T> {
  const key = path === null ? null : askedFor(path, words);
  const state = useSignal<{ key: string | null; problem: ApiProblem | null; busy: boolean }>({
    key,
    problem: null,
    busy: path !== null,
  });
  const again = useSignal(0);
  const news = changes.value;
  const round = again.value;
  useEffect(() => {
    if (path === null || key === null) return;
    let wanted = true;
    state.value = { key, problem: state.peek().key === key ? state.peek().problem : null, busy: true };
    api.get<T>(path, words).then(
      (data) => {
        keep(key, data);
        if (wanted) state.value = { key, problem: null, busy: false };
      },
      (error: unknown) => {
        if (wanted) state.value = { key, problem: problemOf(error), busy: false };
      },
    );
    return () => {
      wanted = false;
    };
  }, [key, news, round]);
  const reload = useCallback(() => {
    again.value = again.peek() + 1;
  }, []);
  const answer = key === null ? null : answerTo(key).value;
  const current = state.value.key === key;
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
