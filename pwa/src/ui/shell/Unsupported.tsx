import { useState } from 'preact/hooks';
import { t } from '../../messages';
import { Button, Icon } from '../parts';
import { OpenElsewhere } from './OpenElsewhere';
import './unsupported.css';

type Why = 'insecure' | 'built_in' | 'denied';

/** Where the app cannot keep its promise it says so, and what to do, instead of losing work later. */
export function Unsupported({ why }: { readonly why: Why }) {
  return (
    <main class="unsupported">
      <Icon name="warning" size="large" />
      <h1>{t(`core.unsupported.${why}.title`)}</h1>
      <p>{t(`core.unsupported.${why}.text`)}</p>
      {why === 'built_in' && <OpenElsewhere />}
      {why === 'insecure' && <p data-quiet>{t('core.unsupported.insecure.address', { address: location.origin })}</p>}
      {why === 'built_in' && <CopyLink />}
    </main>
  );
}

function CopyLink() {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(location.href).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <Button kind="primary" onClick={copy}>
      {copied ? t('core.unsupported.copied') : t('core.unsupported.copy')}
    </Button>
  );
}
