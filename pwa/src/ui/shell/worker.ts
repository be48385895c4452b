import { effect, signal } from '@preact/signals';
import { registerWakeUp, setShellCached } from '../../store';
import { openForms } from '../update';

/** A new version of the app that waits to be used. */
export const waitingWorker = signal<ServiceWorker | null>(null);

interface ScriptPolicy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): ScriptPolicy;
}

/** Cache the app for work without a network. Where there are no workers it still runs, but is never called ready. */
export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  reloadOnceTaken();
  void readyOnceCached();
  const registration = await navigator.serviceWorker
    .register(workerUrl(), { updateViaCache: 'none' })
    .catch(() => null);
  if (registration === null) return;
  const look = () => {
    waitingWorker.value = registration.active === null ? null : registration.waiting;
  };
  look();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void registration.update().catch(() => undefined);
  });
}

/** A worker of before is enough: registering again waits for a server that may take the call and never answer. */
async function readyOnceCached(): Promise<void> {
  const registration = await navigator.serviceWorker.ready; // its install event ends only when the whole shell is in the cache
  setShellCached();
  registerWakeUp(registration);
}

/** Use the new version: the page is loaded again as soon as it has taken over. */
export function useWaitingWorker(): void {
  waitingWorker.value?.postMessage('skipWaiting');
}

/** Another tab may have taken the new version: this one follows as soon as no form is open in it. */
function reloadOnceTaken(): void {
  const had_worker = navigator.serviceWorker.controller !== null;
  let reloading = false;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!had_worker || reloading) return; // the first worker only begins to answer; nothing changed on the screen
    reloading = true;
    const stop = effect(() => {
      if (openForms.value > 0) return;
      location.reload();
      queueMicrotask(() => stop());
    });
  });
}

/** Under Trusted Types a worker's address must come from a policy. It is a constant. */
function workerUrl(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (trustedTypes === undefined) return '/sw.js';
  return trustedTypes.createPolicy('doorstep-worker', { createScriptURL: () => '/sw.js' }).createScriptURL('/sw.js');
}
