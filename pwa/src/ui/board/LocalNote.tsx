import { t } from '../../messages';
import { Icon } from '../parts';
import './local-note.css';

/** Beside invitations that were made under an address which only this computer understands: a phone could not open them. */
export function LocalNote() {
  if (!/(^|\.)localhost$|^127\./.test(location.hostname)) return null;
  return (
    <p class="local-note">
      <Icon name="info" />
      {t('desk.invite.local')}
    </p>
  );
}
