import { useSignal } from '@preact/signals';
import { useCallback, useEffect } from 'preact/hooks';
import { api, changes, type ApiProblem } from '../../store';
import { problemOf } from '../board/resource';
import { isWorking, type Roll } from './wire';

const EVERY_MS = 700;

export interface Followed {
  readonly roll: Roll | null;
  readonly problem: ApiProblem | null;
  /** Ask again now: something was just begun. */
  readonly again: () => void;
}

/** A roll as it stands, asked for again and again while something is done with it. At its end the other screens ask anew, too. */
export function useRoll(id: string): Followed {
  const state = useSignal<{ roll: Roll | null; problem: ApiProblem | null }>({ roll: null, problem: null });
  const round = useSignal(0);
  const asked = round.value;
  useEffect(() => {
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      try {
        const roll = await api.get<Roll>(`/api/rolls/${id}`);
        if (!wanted) return;
        const before = state.peek().roll;
        state.value = { roll, problem: null };
        if (before !== null && isWorking(before.state) && !isWorking(roll.state)) changes.value += 1;
        if (isWorking(roll.state)) timer = setTimeout(() => void ask(), EVERY_MS);
      } catch (error) {
        if (!wanted) return;
        state.value = { roll: state.peek().roll, problem: problemOf(error) };
        timer = setTimeout(() => void ask(), 5 * EVERY_MS);
      }
    };
    void ask();
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [id, asked]);
  const again = useCallback(() => {
    round.value = round.peek() + 1;
  }, []);
  const roll = state.value.roll?.id === id ? state.value.roll : null;
  return { roll, problem: state.value.problem, again };
}
