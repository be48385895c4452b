/** Half-typed forms: kept on disk with what their writer had seen, until they are saved or dropped. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { dropDraft, keepDraft, loadDraft } from '../../../store';
import { useOpenForm } from '../../update';

interface Kept<T> {
  /** The card's version when the form was opened first: a kept draft keeps it. */
  readonly seen: number | null;
  readonly value: T;
}

/** A form, and under which key it is kept. */
interface State<T> extends Kept<T> {
  readonly under: string;
  readonly isRestored: boolean;
  /** Something was typed or chosen since it was opened: whether it could be kept or not, no update takes it off the screen. */
  readonly isChanged: boolean;
}

export interface Form<T> {
  /** Under which it is kept: the save lets go of it. */
  readonly key: string;
  readonly value: T;
  readonly seen: number | null;
  /** Taken up where it was left, after a crash, a call or the back button. */
  readonly isRestored: boolean;
  readonly change: (part: Partial<T>) => void;
  /** Begin again with what the card says now. */
  readonly restart: () => void;
  /** Saved, and gone with that: nor is anything kept that was typed meanwhile. */
  readonly finish: () => Promise<void>;
}

const PAUSE_MS = 150;

/** The form under `key`; null until the disk was asked. `fresh` makes an untouched one from the card as it is now. */
export function useForm<T extends object>(key: string, seen: number | null, fresh: () => T): Form<T> | null {
  const state = useSignal<State<T> | null>(null);
  const writer = useWriter(key, state);
  useOpenForm(state.value?.isChanged === true);
  useEffect(() => {
    let isCurrent = true;
    void keptFor<T>(key).then(({ under, kept }) => {
      if (!isCurrent) return;
      state.value =
        kept === null
          ? { under, seen, value: fresh(), isRestored: false, isChanged: false }
          : { ...kept, under, value: { ...fresh(), ...kept.value }, isRestored: true, isChanged: false };
    });
    return () => {
      isCurrent = false;
    };
    // The first opening decides what was seen; a card that changes underneath does not touch the form.
  }, [key]);
  if (state.value === null) return null;
  const { under, value, seen: firstSeen, isRestored } = state.value;
  return {
    key: under,
    value,
    seen: firstSeen,
    isRestored,
    change(part) {
      if (state.value === null) return;
      state.value = { ...state.value, value: { ...state.value.value, ...part }, isChanged: true };
      writer.soon();
    },
    restart() {
      state.value = { under, seen, value: fresh(), isRestored: false, isChanged: false };
      writer.stop();
      void dropDraft(under);
    },
    async finish() {
      writer.stop();
      await dropDraft(under).catch(() => undefined); // what was saved is saved
    },
  };
}

/**
 * What is kept under a key. Where that cannot be read the form is not locked, and begins beside it: nothing is written over what
 * may be read another time.
 */
async function keptFor<T>(key: string): Promise<{ readonly under: string; readonly kept: Kept<T> | null }> {
  const beside = `beside ${key}`;
  const other = (): Promise<Kept<T> | null> => loadDraft<Kept<T>>(beside).catch(() => null);
  try {
    const kept = (await loadDraft<Kept<T>>(key)) ?? null;
    const left = kept === null ? await other() : null;
    return left === null ? { under: key, kept } : { under: beside, kept: left };
  } catch {
    return { under: beside, kept: await other() };
  }
}

/** Writes a moment after the last keystroke, and at once when the page is left. */
function useWriter<T>(key: string, state: Signal<State<T> | null>): { soon: () => void; stop: () => void } {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const stop = (): void => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  };
  const write = (): void => {
    stop();
    if (state.value === null) return;
    const { under, seen, value } = state.value;
    void keepDraft(under, { seen, value }).catch(() => undefined); // a full disk is told when the form is saved
  };
  const flush = (): void => {
    if (timer.current !== null) write();
  };
  useEffect(() => {
    addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
    return () => {
      removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flush);
      flush();
    };
  }, [key]);
  return {
    soon() {
      stop();
      timer.current = setTimeout(write, PAUSE_MS);
    },
    stop,
  };
}
