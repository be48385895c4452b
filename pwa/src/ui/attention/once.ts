import { useMemo } from 'preact/hooks';
import { newId } from '../../store';

/**
 * Does a call once, however often it is asked for: until an answer comes it goes out under the same id, and the server answers
 * the same to that. `what` is all that it says: other words are another call.
 */
export type Once = <T>(what: string, call: (id: string) => Promise<T>) => Promise<T>;

export function onceAnswered(): Once {
  let open: { readonly what: string; readonly id: string } | null = null;
  return async (what, call) => {
    if (open?.what !== what) open = { what, id: newId() };
    const answer = await call(open.id);
    open = null;
    return answer;
  };
}

export function useOnce(): Once {
  return useMemo(onceAnswered, []);
}
