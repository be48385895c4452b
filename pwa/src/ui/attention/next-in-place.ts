import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

const ITEMS = '.attention-group > ul > li';

/**
 * Where the focus goes when the item that had it is settled and gone: to the one that took its place, and after the last to `heading`.
 * `waiting` is how many there are. Whatever has the focus keeps it.
 */
export function useNextInPlace(
  heading: RefObject<HTMLElement | null>,
  waiting: number,
): RefObject<HTMLDivElement | null> {
  const queue = useRef<HTMLDivElement>(null);
  const place = useRef(-1);
  useEffect(() => {
    const { current: list } = queue;
    const notice = ({ target }: FocusEvent): void => {
      place.current = target instanceof Element ? itemsIn(list).findIndex((item) => item.contains(target)) : -1;
    };
    list?.addEventListener('focusin', notice);
    return () => list?.removeEventListener('focusin', notice);
  }, []);
  useEffect(() => {
    if (place.current < 0 || document.activeElement !== document.body) return;
    const next = itemsIn(queue.current)[place.current] ?? heading.current;
    if (next === null) return;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
  }, [waiting]);
  return queue;
}

const itemsIn = (list: HTMLElement | null): readonly HTMLElement[] => [
  ...(list?.querySelectorAll<HTMLElement>(ITEMS) ?? []),
];
