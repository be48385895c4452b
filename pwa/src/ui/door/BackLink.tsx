import type { ComponentChildren } from 'preact';
import { t } from '../../messages';
import { Icon } from '../parts';
import { goBack } from '../router';
import './back-link.css';

/** Back to where the person came from; `to` is where it leads if the app was opened here. */
export function BackLink({ to, children }: { readonly to: string; readonly children: ComponentChildren }) {
  return (
    <a
      class="back-link"
      href={to}
      onClick={(event) => {
        event.preventDefault();
        goBack(to);
      }}
    >
      <Icon name="back" label={t('core.action.back')} />
      <span>{children}</span>
    </a>
  );
}
