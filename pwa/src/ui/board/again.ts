import { useEffect } from 'preact/hooks';

const EVERY_MS = 2_000;

/** Ask anew every two seconds while the server is still at work. */
export function useAgain(isWorking: boolean, reload: () => void): void {
  useEffect(() => {
    if (!isWorking) return;
    const timer = setInterval(reload, EVERY_MS);
    return () => clearInterval(timer);
  }, [isWorking, reload]);
}
