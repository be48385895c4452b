import { useSignal } from '@preact/signals';
import { useCallback, useEffect } from 'preact/hooks';
import { api, type ApiProblem } from '../../store';
import { problemOf } from '../board/resource';

export interface Once<T> {
  readonly data: T | null;
  readonly problem: ApiProblem | null;
  readonly reload: () => void;
}

/**
 * Ask for a path once, and again only when told: what is being printed or typed does not change under the hand. Nor does it go while it
 * is asked for again, or when that fails. Null asks nothing.
 */
export function useOnce<T>(path: string | null): Once<T> {
  const state = useSignal<{ path: string | null; data: T | null; problem: ApiProblem | null }>({
    path: null,
    data: null,
    problem: null,
  });
  const round = useSignal(0);
  const asked = round.value;
  useEffect(() => {
    if (path === null) return;
    let wanted = true;
    api.get<T>(path).then(
      (data) => {
        if (wanted) state.value = { path, data, problem: null };
      },
      (error: unknown) => {
        const { path: before, data } = state.peek();
        if (wanted) state.value = { path, data: before === path ? data : null, problem: problemOf(error) };
      },
    );
    return () => {
      wanted = false;
    };
  }, [path, asked]);
  const reload = useCallback(() => {
    state.value = { ...state.peek(), problem: null };
    round.value = round.peek() + 1;
  }, []);
  const current = path !== null && state.value.path === path;
  return {
    data: current ? state.value.data : null,
    problem: current ? state.value.problem : null,
    reload,
  };
}
