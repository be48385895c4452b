import { useCallback, useRef } from 'preact/hooks';

/** One function for as long as the component is there, that does what the last drawing's would: who is given it is not drawn anew for it. */
export function useSteady<Args extends readonly unknown[]>(act: (...args: Args) => void): (...args: Args) => void {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((...args: Args) => latest.current(...args), []);
}
