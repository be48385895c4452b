import { t } from '../../messages';
import { Button, Icon } from '../parts';
import { closeInstallOffer, install, installOffer } from './install';
import './install-card.css';

/** Offered once, after the first saved visit: a card among others, that covers nothing and waits. */
export function InstallCard() {
  const offer = installOffer.value;
  if (offer === null) return null;
  return (
    <section class="panel" aria-labelledby="install-title">
      <h2 id="install-title">{t('core.install.title')}</h2>
      <p>{t('core.install.why')}</p>
      {offer === 'ios' && <IosSteps />}
      <div class="install-actions">
        <Button size="small" onClick={closeInstallOffer}>
          {t('core.install.later')}
        </Button>
        {offer === 'browser' && (
          <Button size="small" icon="plus" onClick={() => void install()}>
            {t('core.install.go')}
          </Button>
        )}
      </div>
    </section>
  );
}

/** How an app is put on the home screen by hand. */
export function IosSteps() {
  return (
    <ol class="ios-steps">
      <li>
        <Icon name="share" size="large" />
        <span>{t('core.install.ios_share')}</span>
      </li>
      <li>
        <Icon name="plus" size="large" />
        <span>{t('core.install.ios_add')}</span>
      </li>
      <li>
        <Icon name="home" size="large" />
        <span>{t('core.install.ios_open')}</span>
      </li>
    </ol>
  );
}
