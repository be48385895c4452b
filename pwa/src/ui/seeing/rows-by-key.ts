/** A long table is one stop of the Tab key; arrows lead from row to row, also to rows that are not drawn yet. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { rowAfter } from './view';
import type { Window } from './window';

interface RowsByKey {
  /** The row that Tab leads to. */
  readonly current: number;
  /** For the body of the table. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocusIn: (event: FocusEvent) => void;
}

/** What in a row takes the focus: the place to tick, or the link. */
type Part = 'input' | 'a';

export function useRowsByKey({ body, from, to, row_px }: Window, count: number): RowsByKey {
  const at = useSignal(0);
  const wanted = useRef<{ readonly index: number; readonly part: Part } | null>(null);
  const giveFocus = (): void => {
    if (wanted.current === null) return;
    const { index, part } = wanted.current;
    const found = body.current?.querySelector<HTMLElement>(`tr[aria-rowindex="${index + 2}"] ${part}`);
    if (found === null || found === undefined) return; // not drawn or not fetched yet: the next drawing tries again
    wanted.current = null;
    found.focus();
  };
  useEffect(giveFocus);
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rowOf(event.target);
    const next =
      event.ctrlKey || event.altKey || event.metaKey
        ? null
        : rowAfter(event.key, wanted.current?.index ?? row ?? 0, count);
    if (row === null || next === null || body.current === null) return;
    event.preventDefault();
    wanted.current = { index: next, part: event.target instanceof HTMLInputElement ? 'input' : 'a' };
    const top = body.current.getBoundingClientRect().top + next * row_px;
    if (top < row_px || top > innerHeight - 2 * row_px) scrollBy({ top: top - innerHeight / 2 });
    at.value = next;
    giveFocus();
  };
  const onFocusIn = (event: FocusEvent): void => {
    const row = rowOf(event.target);
    if (row !== null) at.value = row;
  };
  const current = at.value >= from && at.value < to ? at.value : from;
  return { current, onKeyDown, onFocusIn };
}

function rowOf(target: EventTarget | null): number | null {
  const row = target instanceof Element ? target.closest('tr[data-row]')?.getAttribute('aria-rowindex') : null;
  return row === null || row === undefined ? null : Number(row) - 2;
}
