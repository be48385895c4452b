import { useEffect } from 'preact/hooks';
import { t } from '../../messages';
import { Button } from '../parts';
import { openForms } from '../update';
import './update-bar.css';
import { useWaitingWorker as takeUpdate, waitingWorker } from './worker';

/** A new version is taken at once while the app is out of sight, by a tap while it is looked at, never while a form is open. */
export function UpdateBar() {
  const is_free = openForms.value === 0;
  const is_waiting = waitingWorker.value !== null;
  useEffect(() => {
    if (!is_waiting || !is_free) return;
    const takeIfHidden = () => {
      if (document.visibilityState === 'hidden') takeUpdate();
    };
    document.addEventListener('visibilitychange', takeIfHidden);
    return () => document.removeEventListener('visibilitychange', takeIfHidden);
  }, [is_waiting, is_free]);
  if (!is_waiting || !is_free) return null;
  return (
    <aside class="update-bar">
      <p>{t('core.update.ready')}</p>
      <Button size="small" icon="refresh" onClick={takeUpdate}>
        {t('core.update.take')}
      </Button>
    </aside>
  );
}
