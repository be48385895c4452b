import { t } from '../../messages';
import { Button, Icon, Sheet } from '../parts';
import { openForms } from '../update';
import { closeInstallOffer, install, installOffer } from './install';
import './install-sheet.css';

/** Offered once, after the first saved visit and not over an open form. */
export function InstallSheet() {
  const offer = installOffer.value;
  if (offer === null || openForms.value > 0) return null;
  const actions = (
    <>
      <Button onClick={closeInstallOffer}>{t('core.install.later')}</Button>
      {offer === 'browser' && (
        <Button kind="primary" onClick={() => void install()}>
          {t('core.install.go')}
        </Button>
      )}
    </>
  );
  return (
    <Sheet title={t('core.install.title')} onClose={closeInstallOffer} actions={actions}>
      <p>{t('core.install.why')}</p>
      {offer === 'ios' && <IosSteps />}
    </Sheet>
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
