import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** How many forms are open: while there is one, a new version of the app waits. */
export const openForms = signal(0);

/** Call in a screen or sheet that holds something half typed. */
export function useOpenForm(isOpen = true): void {
  useEffect(() => {
    if (!isOpen) return;
    openForms.value++;
    return () => {
      openForms.value--;
    };
  }, [isOpen]);
}
