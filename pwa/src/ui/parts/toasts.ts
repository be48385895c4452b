import { signal, type ReadonlySignal } from '@preact/signals';

/** Takes back what was said. It may give words of its own for how far it came. */
type Undo = () => void | Promise<string | void>;

export interface ToastText {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'problem';
  /** Shown as an undo button. */
  readonly undo?: Undo | undefined;
}

interface Options {
  readonly tone?: 'plain' | 'problem';
  readonly undo?: Undo | undefined;
  readonly ms?: number;
}

const undoTime = 10_000;
const shown = signal<ToastText | null>(null);
let lastId = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The toast on the screen: one at a time, the newest wins. */
export const currentToast: ReadonlySignal<ToastText | null> = shown;

/** Say something at the bottom of the screen and to screen readers. With `undo` it can be taken back for ten seconds. */
export function toast(text: string, { tone = 'plain', undo, ms = undoTime }: Options = {}): void {
  const id = ++lastId;
  shown.value = { id, text, tone, undo };
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (shown.value?.id === id) shown.value = null;
  }, ms);
}

export function closeToast(): void {
  clearTimeout(timer);
  shown.value = null;
}
