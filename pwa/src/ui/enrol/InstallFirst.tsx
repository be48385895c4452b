import { t } from '../../messages';
import { Button } from '../parts';
import { IosSteps } from '../shell/InstallCard';

interface Props {
  readonly code: string;
  readonly onStay: () => void;
}

/** On iOS the installed app has a storage of its own: a code spent in Safari would be spent in the wrong place. */
export function InstallFirst({ code, onStay }: Props) {
  return (
    <section class="enrol-form">
      <h2>{t('core.enrol.ios.title')}</h2>
      <p>{t('core.enrol.ios.text')}</p>
      <IosSteps />
      {code !== '' && (
        <p class="enrol-code">
          <span>{t('core.enrol.ios.code')}</span>
          <b>{code.replace(/^(.{5})/, '$1-')}</b>
        </p>
      )}
      <Button kind="quiet" onClick={onStay}>
        {t('core.enrol.ios.stay')}
      </Button>
    </section>
  );
}
