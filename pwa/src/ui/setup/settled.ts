import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

const pause_ms = 200;

/** What is typed, once it has stood still for a moment: so that not every letter asks the server. */
export function useSettled(typed: string): string {
  const settled = useSignal(typed);
  useEffect(() => {
    const timer = setTimeout(() => {
      settled.value = typed;
    }, pause_ms);
    return () => clearTimeout(timer);
  }, [typed, settled]);
  return settled.value;
}
