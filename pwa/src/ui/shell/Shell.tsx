import { t } from '../../messages';
import { phase, session } from '../../store';
import { Button, Empty, Toasts } from '../parts';
import { matchScreen, navigate, route } from '../router';
import { Ended } from './Ended';
import { Live } from './Live';
import { NoticeBar } from './NoticeBar';
import { Screen } from './Screen';
import { screens } from './screens';
import './shell.css';
import { readSurroundings } from './surroundings';
import { Tabs, tabsFor } from './Tabs';
import { Unsupported } from './Unsupported';
import { UpdateBar } from './UpdateBar';

/** The frame of the app: what can be shown at all, the screen, the tabs, and the places of toasts and announcements. */
export function Shell() {
  return (
    <>
      <Inside />
      <Toasts />
      <Live />
    </>
  );
}

function Inside() {
  const surroundings = readSurroundings();
  if (!surroundings.is_secure) return <Unsupported why="insecure" />;
  if (surroundings.is_built_in) return <Unsupported why="built_in" />;
  switch (phase.value) {
    case 'opening':
      return <Empty icon="clock" title={t('core.loading')} />;
    case 'denied':
      return <Unsupported why="denied" />;
    case 'nobody':
      return <Page path="/enrol" />;
    case 'open':
      return session.value?.access === 'wipe' && route.value.path !== '/enrol' ? (
        <Ended />
      ) : (
        <Page path={homeOr(route.value.path)} />
      );
  }
}

/** A coordinator who visits no doors begins at the desk. */
function homeOr(path: string): string {
  if (path !== '/') return path;
  const [first] = tabsFor(session.value?.roles ?? []);
  return first === 'desk' ? '/desk' : first === 'phone' ? '/phone' : path;
}

function Page({ path }: { readonly path: string }) {
  const match = matchScreen(screens, path);
  if (match === null) return <NotFound />;
  const { tab, frame = 'phone' } = match.entry;
  return (
    <div class="shell" data-frame={frame} data-tabs={tab !== undefined}>
      <UpdateBar />
      <NoticeBar />
      <Screen match={match} query={route.value.query} />
      {tab !== undefined && <Tabs current={tab} />}
    </div>
  );
}

function NotFound() {
  return (
    <Empty icon="info" title={t('core.not_found.title')}>
      <Button kind="primary" onClick={() => navigate('/', { replace: true })}>
        {t('core.not_found.go')}
      </Button>
    </Empty>
  );
}
