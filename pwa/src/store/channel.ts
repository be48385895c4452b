import type { Change } from './view';

type Said = { readonly key: string; readonly change: Change } | { readonly key: string; readonly please: 'sync' };

let channel: BroadcastChannel | null = null;

/** Tell the other tabs that rows changed, so that they read them again. */
export function announce(key: string, change: Change): void {
  channel?.postMessage({ key, change } satisfies Said);
}

/** Ask whichever tab is the syncer for a round. */
export function askOthersToSync(key: string): void {
  channel?.postMessage({ key, please: 'sync' } satisfies Said);
}

export function listenToOtherTabs(
  onChange: (key: string, change: Change) => void,
  onSync: (key: string) => void,
): void {
  if (typeof BroadcastChannel === 'undefined') return;
  channel = new BroadcastChannel('doorstep');
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if ('change' in data) onChange(data.key, data.change);
    else onSync(data.key);
  };
}
