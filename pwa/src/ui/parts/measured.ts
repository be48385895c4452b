import { useEffect } from 'preact/hooks';

/** Keep the height of something that stays at the bottom in a custom property, so that others can stand above it. */
export function useMeasured(element: { readonly current: HTMLElement | null }, property: `--${string}`): void {
  useEffect(() => {
    const root = document.documentElement;
    const { current } = element;
    if (current === null || typeof ResizeObserver === 'undefined') return;
    const measure = () => root.style.setProperty(property, `${current.offsetHeight}px`);
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    measure();
    return () => {
      observer.disconnect();
      root.style.removeProperty(property);
    };
  }, [element, property]);
}
