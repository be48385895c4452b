import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../messages';
import { Button, Empty } from '../parts';
import { matchScreen, route, type Match, type ScreenEntry, type ScreenProps } from '../router';
import { screens } from './screens';

type View = ComponentType<ScreenProps>;

const loaded = new Map<ScreenEntry, View>();
const arrivals = signal(0);

/** Fetch a screen's code ahead of its first use; it stays for the rest of the visit. */
export async function fetchScreen(entry: ScreenEntry): Promise<void> {
  if (loaded.has(entry)) return;
  loaded.set(entry, await entry.load());
  arrivals.value++;
}

/** Begin with the code of the screen that was asked for, before anything else is known. */
export function fetchFirstScreen(): void {
  const match = matchScreen(screens, route.value.path);
  if (match !== null) void fetchScreen(match.entry).catch(() => undefined); // the screen itself says so, and tries again
}

/** The screen of a route, once its code is here. */
export function Screen({ match, query }: { readonly match: Match; readonly query: ScreenProps['query'] }) {
  const [failed, setFailed] = useState<ScreenEntry | null>(null);
  const { entry, params } = match;
  const load = (whenFailed: () => void) => {
    setFailed(null);
    fetchScreen(entry).catch(whenFailed);
  };
  useEffect(() => load(() => setFailed(entry)), [entry]);
  // A code file that is gone belongs to a version before the server's: then only loading the page anew helps.
  const retry = () => load(() => (navigator.onLine ? location.reload() : setFailed(entry)));
  void arrivals.value;
  const View = loaded.get(entry);
  if (View !== undefined) return <View params={params} query={query} />;
  if (failed !== entry) return <Empty icon="clock" title={t('core.loading')} />;
  return (
    <Empty icon="warning" title={t('core.loading.failed')}>
      <Button kind="primary" icon="refresh" onClick={retry}>
        {t('core.action.retry')}
      </Button>
    </Empty>
  );
}
