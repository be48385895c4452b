import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

const query = typeof matchMedia === 'function' ? matchMedia('(min-width: 1100px)') : null;

/** Whether there is room for columns side by side. The stylesheets turn at the same width. */
export function useWide(): boolean {
  const wide = useSignal(query?.matches ?? true);
  useEffect(() => {
    const follow = (): void => {
      wide.value = query?.matches ?? true;
    };
    query?.addEventListener('change', follow);
    return () => query?.removeEventListener('change', follow);
  }, []);
  return wide.value;
}
