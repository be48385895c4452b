import { useSignal } from '@preact/signals';
import { useCallback, useEffect } from 'preact/hooks';
import { api, type ApiProblem } from '../../store';
import { problemOf } from '../board/resource';

interface Page {
  readonly next: string | null;
}

export interface Pages<P extends Page> {
  readonly pages: readonly P[];
  readonly busy: boolean;
  readonly problem: ApiProblem | null;
  /** Null: there is no more. */
  readonly more: (() => void) | null;
  readonly reload: () => void;
}

/** A list that the server gives a page at a time: the first at once, each further one when asked for. */
export function usePages<P extends Page>(path: string, pathAfter: (next: string) => string): Pages<P> {
  const state = useSignal<{ path: string; pages: readonly P[]; problem: ApiProblem | null; busy: boolean }>({
    path: '',
    pages: [],
    problem: null,
    busy: true,
  });
  const round = useSignal(0);
  const asked = round.value;
  const add = async (from: string, before: readonly P[], wanted: () => boolean): Promise<void> => {
    state.value = { path, pages: before, problem: null, busy: true };
    try {
      const page = await api.get<P>(from);
      if (wanted()) state.value = { path, pages: [...before, page], problem: null, busy: false };
    } catch (error) {
      if (wanted()) state.value = { path, pages: before, problem: problemOf(error), busy: false };
    }
  };
  useEffect(() => {
    let wanted = true;
    void add(path, state.peek().path === path ? state.peek().pages.slice(0, 0) : [], () => wanted);
    return () => {
      wanted = false;
    };
  }, [path, asked]);
  const reload = useCallback(() => {
    round.value = round.peek() + 1;
  }, []);
  const { pages, busy, problem } = state.value;
  const next = pages[pages.length - 1]?.next ?? null;
  const more = next === null || busy ? null : () => void add(pathAfter(next), pages, () => state.peek().path === path);
  return { pages, busy, problem, more, reload };
}
