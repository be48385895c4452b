import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { newId, type ApiProblem } from '../../store';
import { problemOf } from '../board/resource';
import { getMove, startMove, startUndo } from './calls';
import type { MoveJob, Part } from './wire';

const FIRST = 120; // a small move is done by then
const EVERY = 500;

export interface Running {
  readonly job: MoveJob | null;
  readonly problem: ApiProblem | null;
  readonly busy: boolean;
  readonly move: (campaign: string, parts: readonly Part[], onlyUnvisited: boolean) => void;
  readonly undo: (id: string) => void;
  readonly follow: (id: string) => void;
  readonly forget: () => void;
}

/** One move or undo, followed until it is done. A begin whose answer was lost is asked for again under the same id. */
export function useJob(onDone: (job: MoveJob) => void): Running {
  const job = useSignal<MoveJob | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const busy = useSignal(false);
  const sending = useSignal<{ readonly what: string; readonly id: string } | null>(null);
  const at = job.value;

  const begin = async (what: string, call: (id: string) => Promise<MoveJob>): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    if (sending.value?.what !== what) sending.value = { what, id: newId() };
    try {
      job.value = await call(sending.value?.id ?? newId());
      sending.value = null;
    } catch (error) {
      problem.value = problemOf(error);
      if (problem.value.status >= 400 && problem.value.status < 500) sending.value = null;
    } finally {
      busy.value = false;
    }
  };

  useEffect(() => {
    if (at === null) return;
    if (at.state === 'done') {
      onDone(at);
      return;
    }
    const timer = setTimeout(
      () => {
        getMove(at.id).then(
          (next) => {
            problem.value = null;
            if (job.peek()?.id === next.id) job.value = next;
          },
          (error: unknown) => {
            problem.value = problemOf(error);
            if (job.peek()?.id === at.id) job.value = { ...at };
          },
        );
      },
      at.progress.done === 0 ? FIRST : EVERY,
    );
    return () => clearTimeout(timer);
  }, [at]);

  return {
    job: at,
    problem: problem.value,
    busy: busy.value,
    move: (campaign, parts, onlyUnvisited) =>
      void begin(`move ${JSON.stringify(parts)}`, (id) => startMove(campaign, id, parts, onlyUnvisited)),
    undo: (move) => void begin(`undo ${move}`, (id) => startUndo(move, id)),
    follow: (id) => void begin(`look ${id}`, () => getMove(id)),
    forget: () => {
      job.value = null;
      problem.value = null;
    },
  };
}
