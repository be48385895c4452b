import { effect, signal } from '@preact/signals';
import { counts, noteInstallOffered, session, wasInstallOffered } from '../../store';
import { readSurroundings } from './surroundings';

/** Chrome's offer to install, kept until the person has seen that the app is of use. */
interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

/** null: nothing to offer. browser: this browser can install when asked. ios: by hand, from the share menu. */
export const installOffer = signal<'browser' | 'ios' | null>(null);
const event = signal<InstallEvent | null>(null);

/** Offer to install after the first saved visit, once. */
export function startInstallOffer(): void {
  addEventListener('beforeinstallprompt', (offered) => {
    offered.preventDefault();
    event.value = offered as InstallEvent;
  });
  effect(() => {
    const has_saved = counts.value.on_phone + counts.value.with_server > 0;
    if (session.value === null || !has_saved || wasInstallOffered()) return;
    const { is_installed, is_ios } = readSurroundings();
    if (is_installed) return;
    if (is_ios) installOffer.value = 'ios';
    else if (event.value !== null) installOffer.value = 'browser';
  });
}

export function canInstall(): boolean {
  return event.value !== null;
}

export async function install(): Promise<void> {
  closeInstallOffer();
  const offered = event.value;
  event.value = null; // a browser lets an offer be taken up once
  await offered?.prompt();
}

export function closeInstallOffer(): void {
  installOffer.value = null;
  noteInstallOffered();
}
