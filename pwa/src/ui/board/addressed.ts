import { useEffect } from 'preact/hooks';

const pause_ms = 350;

/**
 * What is typed is searched for a moment after the last key, if it is not what is searched for already. Whoever has gone on meanwhile is left where
 * they are: a page whose code is still being fetched lets the old one stand for a while.
 */
export function useAddressed(typed: string, stands: string, go: (typed: string) => void): void {
  useEffect(() => {
    if (typed === stands) return;
    const { pathname } = location;
    const timer = setTimeout(() => {
      if (location.pathname === pathname) go(typed);
    }, pause_ms);
    return () => clearTimeout(timer);
  }, [typed]);
}
