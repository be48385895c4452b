/** What a transaction changed. `households` names those to be read and folded again. */
export interface Change {
  readonly households: readonly string[] | 'all';
  readonly items?: boolean;
}

type Said =
  { readonly key: string; readonly change: Change } | { readonly key: string; readonly please: 'sync' | 'leave' };

const name = 'doorstep';
let channel: BroadcastChannel | null = null;

/** Tell the other tabs that rows changed, so that they read them again. */
export function announce(key: string, change: Change): void {
  channel?.postMessage({ key, change } satisfies Said);
}

/** The same from the service worker, which has no tab of its own. */
export function tellTabs(key: string, change: Change): void {
  if (typeof BroadcastChannel === 'undefined') return;
  const once = new BroadcastChannel(name);
  once.postMessage({ key, change } satisfies Said);
  once.close();
}

/** Ask whichever tab is the syncer for a round. */
export function askOthersToSync(key: string): void {
  channel?.postMessage({ key, please: 'sync' } satisfies Said);
}

/** Tell the other tabs that this person was taken off the phone. */
export function tellOthersToLeave(key: string): void {
  channel?.postMessage({ key, please: 'leave' } satisfies Said);
}

export function listenToOtherTabs(
  onChange: (key: string, change: Change) => void,
  onSync: (key: string) => void,
  onLeave: (key: string) => void,
): void {
  if (typeof BroadcastChannel === 'undefined') return;
  channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if ('change' in data) onChange(data.key, data.change);
    else if (data.please === 'sync') onSync(data.key);
    else onLeave(data.key);
  };
}
