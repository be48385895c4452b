import { useSignal } from '@preact/signals';
import { useCallback, useEffect } from 'preact/hooks';
import { api, type ApiProblem } from '../../store';
import { askedFor, problemOf } from '../board/resource';

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

/** A list that the server gives a page at a time: the first at once, each further one when asked for. `words`: searched for in it. */
export function usePages<P extends Page>(path: string, pathAfter: (next: string) => string, words = ''): Pages<P> {
  const key = askedFor(path, words);
  const state = useSignal<{ key: string; pages: readonly P[]; problem: ApiProblem | null; busy: boolean }>({
    key: '',
    pages: [],
    problem: null,
    busy: true,
  });
  const round = useSignal(0);
  const asked = round.value;
  const add = async (from: string, before: readonly P[], wanted: () => boolean): Promise<void> => {
    state.value = { key, pages: before, problem: null, busy: true };
    try {
      const page = await api.get<P>(from, words);
      if (wanted()) state.value = { key, pages: [...before, page], problem: null, busy: false };
    } catch (error) {
      if (wanted()) state.value = { key, pages: before, problem: problemOf(error), busy: false };
    }
  };
  useEffect(() => {
    let wanted = true;
    void add(path, [], () => wanted);
    return () => {
      wanted = false;
    };
  }, [key, asked]);
  const reload = useCallback(() => {
    round.value = round.peek() + 1;
  }, []);
  const { pages, busy, problem } = state.value;
  const next = pages[pages.length - 1]?.next ?? null;
  const more = next === null || busy ? null : () => void add(pathAfter(next), pages, () => state.peek().key === key);
  return { pages, busy, problem, more, reload };
}
