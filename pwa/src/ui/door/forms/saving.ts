/** The course of a save: asked for, running, refused by the disk, or not possible yet because something is missing. */
import { useSignal } from '@preact/signals';

export interface Saving {
  readonly isRunning: boolean;
  /** Why the last try failed; null if it did not. */
  readonly problem: unknown;
  /** What is missing, once a save was asked for. */
  readonly missing: string | null;
  readonly start: () => Promise<void>;
}

/** `work` resolves when everything is on disk; while it rejects, the form stays as it is. */
export function useSaving(missing: string | null, work: () => Promise<void>): Saving {
  const isRunning = useSignal(false);
  const problem = useSignal<unknown>(null);
  const wasAsked = useSignal(false);
  return {
    isRunning: isRunning.value,
    problem: problem.value,
    missing: wasAsked.value ? missing : null,
    async start() {
      wasAsked.value = true;
      if (missing !== null || isRunning.value) return;
      isRunning.value = true;
      problem.value = null;
      try {
        await work();
      } catch (error) {
        problem.value = error;
      } finally {
        isRunning.value = false;
      }
    },
  };
}
