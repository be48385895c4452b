import { useEffect } from 'preact/hooks';

/**
 * Give the heading of a screen the focus when one arrives there, so that a screen reader begins with it.
 * Whatever else was given the focus meanwhile keeps it. `place` names the arrival: a new one focuses again.
 */
export function useArrival(heading: { readonly current: HTMLElement | null }, place: string): void {
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [heading, place]);
}
