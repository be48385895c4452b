import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../../messages';
import { Button } from './Button';
import { Whole } from './Whole';
import './sheet.css';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** Buttons that stay in reach at the bottom. */
  readonly actions?: ComponentChildren;
  /** What the Enter key in a field does; one of the actions is of type "submit" then. */
  readonly onSubmit?: () => void;
}

/** A dialog that rises from the bottom, in reach of a thumb. Shown while it is rendered; Escape and the ground close it. */
export function Sheet({ title, onClose, children, actions, onSubmit }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    if (element === null) return;
    if (typeof element.showModal === 'function') element.showModal();
    else element.setAttribute('open', '');
    return () => giveFocusTo(opener);
  }, []);
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <form
        class="sheet-body"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit?.();
        }}
      >
        <header>
          <h2 id={id}>
            <Whole text={title} />
          </h2>
          <Button kind="quiet" size="small" icon="cross" aria-label={t('core.action.close')} onClick={onClose} />
        </header>
        <div class="sheet-content">{children}</div>
        {actions !== undefined && <footer>{actions}</footer>}
      </form>
    </dialog>
  );
}

/** Back to what opened the sheet, once the sheet is gone: until then everything else is inert. */
function giveFocusTo(opener: Element | null): void {
  setTimeout(() => {
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  });
}
