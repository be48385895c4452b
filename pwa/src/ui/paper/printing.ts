import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, type ApiProblem } from '../../store';
import { problemOf } from '../board/resource';

interface Printing {
  readonly isBusy: boolean;
  readonly problem: ApiProblem | null;
  readonly start: () => Promise<void>;
}

/**
 * Printing what `path` told: the server notes first that it goes out. Printed from the browser's own menu it is noted as well as can be,
 * for nothing stops that. Null: there is nothing to print.
 */
export function usePrinting(path: string | null): Printing {
  const isBusy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const isNoted = useRef(false);
  useEffect(() => {
    const note = (): void => {
      if (path !== null && !isNoted.current) void api.get(path).catch(() => undefined);
    };
    addEventListener('beforeprint', note);
    return () => removeEventListener('beforeprint', note);
  }, [path]);
  const start = async (): Promise<void> => {
    if (path === null) return;
    isBusy.value = true;
    problem.value = null;
    try {
      await api.get(path);
      isNoted.current = true;
      print();
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      isNoted.current = false;
      isBusy.value = false;
    }
  };
  return { isBusy: isBusy.value, problem: problem.value, start };
}
