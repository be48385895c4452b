import { t } from '../../messages';
import { syncing, wiped } from '../../store';
import { Icon } from '../parts';
import { route } from '../router';
import './notice-bar.css';

/** What nobody should overlook, on every screen but the one that explains it: lost data, and sending that needs a hand. */
export function NoticeBar() {
  const text = noticeText();
  if (text === null || route.value.path === '/phone') return null;
  return (
    <div role="alert">
      <a class="notice-bar" href="/phone">
        <Icon name="warning" />
        <span>{text}</span>
      </a>
    </div>
  );
}

function noticeText(): string | null {
  if (wiped.value !== null) return t('core.wiped.title');
  const { problem } = syncing.value;
  switch (problem) {
    case 'signed_out':
    case 'other_person':
    case 'update_needed':
    case 'storage':
      return t(`core.problem.${problem}`);
    default:
      return null; // no signal is no news: it is told beside what is unsent
  }
}
