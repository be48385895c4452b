/** Rows of a long table that are on the screen; only those are drawn, a few in each frame, the others are room above and below. */
import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { fillTowards, rowsInView, stepTowards, type View } from './view';

export interface Window extends View {
  /** For the body of the table. */
  readonly body: { current: HTMLTableSectionElement | null };
  /** Height of a row in px, as it is drawn. */
  readonly row_px: number;
  /** Do that in the next frame, once the screen was measured: what is changed before is laid out twice. */
  readonly inFrame: (act: () => void) => void;
}

const GUESS_PX = 48;
const FIRST = 12; // rows drawn before anything is measured

/** All rows are equally high; how high, is measured (large type makes them higher). */
export function useWindow(count: number): Window {
  const body = useRef<HTMLTableSectionElement | null>(null);
  const view = useSignal<View & { readonly row_px: number }>({ from: 0, to: Math.min(count, FIRST), row_px: GUESS_PX });
  const acts = useRef<(() => void)[]>([]);
  const ask = useRef<() => void>(() => undefined);
  useEffect(() => {
    let due = 0;
    const look = (): void => {
      due = 0;
      measure();
      for (const act of acts.current.splice(0)) act();
    };
    const measure = (): void => {
      if (body.current === null) return;
      const drawn = body.current.querySelector<HTMLElement>('tr[data-row]')?.offsetHeight ?? 0;
      const row_px = drawn > 0 ? drawn : view.peek().row_px;
      const above_px = -body.current.getBoundingClientRect().top;
      const wanted = rowsInView(count, row_px, above_px, innerHeight);
      const now = view.peek();
      const next = { ...stepTowards(now, wanted, Math.floor(above_px / row_px)), row_px };
      if (next.from !== now.from || next.to !== now.to || next.row_px !== now.row_px) view.value = next;
      if (next.from !== wanted.from || next.to !== wanted.to) soon();
    };
    const soon = (): void => {
      if (due === 0) due = requestAnimationFrame(look);
    };
    ask.current = soon;
    look();
    addEventListener('scroll', soon, { passive: true, capture: true });
    addEventListener('resize', soon);
    const resized = new ResizeObserver(soon);
    resized.observe(document.body);
    return () => {
      cancelAnimationFrame(due);
      removeEventListener('scroll', soon, { capture: true });
      removeEventListener('resize', soon);
      resized.disconnect();
    };
  }, [count]);
  const inFrame = useCallback((act: () => void): void => {
    acts.current.push(act);
    ask.current();
  }, []);
  const { from, to, row_px } = view.value;
  return { from: Math.min(from, count), to: Math.min(to, count), body, row_px, inFrame };
}

/** The rows whose contents are drawn: of a page that comes for all that is on the screen, a few in each frame. `has`: what has come. */
export function useFilled(view: Window, has: (row: number) => boolean): ReadonlySet<number> {
  const filled = useRef<ReadonlySet<number>>(new Set());
  const frame = useSignal(0);
  const shown = frame.value;
  const now = fillTowards(view, filled.current, has);
  useLayoutEffect(() => {
    filled.current = now;
    if (fillTowards(view, now, has).size === now.size) return;
    view.inFrame(() => (frame.value = shown + 1));
  });
  return now;
}
