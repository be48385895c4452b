/** Rows of a long table that are on the screen; only those are drawn, a few in each frame, the others are room above and below. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { rowsInView, stepTowards, type View } from './view';

export interface Window extends View {
  /** For the body of the table. */
  readonly body: { current: HTMLTableSectionElement | null };
  /** Height of a row in px, as it is drawn. */
  readonly row_px: number;
}

const GUESS_PX = 48;
const FIRST = 12; // rows drawn before anything is measured

/** All rows are equally high; how high, is measured (large type makes them higher). */
export function useWindow(count: number): Window {
  const body = useRef<HTMLTableSectionElement | null>(null);
  const view = useSignal<View & { readonly row_px: number }>({ from: 0, to: Math.min(count, FIRST), row_px: GUESS_PX });
  useEffect(() => {
    let due = 0;
    const look = (): void => {
      due = 0;
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
  const { from, to, row_px } = view.value;
  return { from: Math.min(from, count), to: Math.min(to, count), body, row_px };
}
