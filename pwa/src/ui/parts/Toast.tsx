import { t } from '../../messages';
import { Button } from './Button';
import { closeToast, currentToast, toast, type ToastText } from './toasts';
import './toast.css';

/** The place of toasts, rendered once by the shell. The live region stays, so that screen readers hear each text. */
export function Toasts() {
  const shown = currentToast.value;
  return (
    <div class="toasts">
      <div role="status" aria-live="polite">
        {shown !== null && (
          <div class="toast" data-tone={shown.tone} key={shown.id}>
            <p>{shown.text}</p>
            {shown.undo === undefined ? (
              <Button size="small" kind="quiet" icon="cross" aria-label={t('core.action.close')} onClick={closeToast} />
            ) : (
              <Button size="small" icon="undo" onClick={() => void takeBack(shown)}>
                {t('core.action.undo')}
              </Button>
            )}
          </div>
        )}
      </div>
    </div>
  );
}

async function takeBack(shown: ToastText): Promise<void> {
  closeToast();
  try {
    const said = await shown.undo?.();
    toast(said ?? t('core.undone'), { ms: 4000 });
  } catch {
    toast(t('core.undo.failed'), { tone: 'problem' });
  }
}
