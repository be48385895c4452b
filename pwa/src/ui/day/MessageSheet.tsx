import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../messages';
import { Button, Field, Sheet, toast } from '../parts';
import { useOpenForm } from '../update';
import './message.css';

interface Props {
  readonly to: string;
  readonly text: string;
  readonly onClose: () => void;
}

/** A message ready to be changed, then copied, sent or printed. The app itself sends nothing. */
export function MessageSheet({ to, text, onClose }: Props) {
  useOpenForm();
  const written = useSignal(text);
  usePaper(written.value);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(written.value);
      toast(t('people.message.copied'), { ms: 4000 });
      onClose();
    } catch {
      toast(t('people.message.copy_failed'), { tone: 'problem' });
    }
  };
  return (
    <Sheet
      title={t('people.message.title', { name: to })}
      onClose={onClose}
      actions={
        <>
          <Button icon="print" onClick={() => print()}>
            {t('people.message.print')}
          </Button>
          {'share' in navigator && (
            <Button icon="share" onClick={() => void navigator.share({ text: written.value }).catch(() => undefined)}>
              {t('people.message.share')}
            </Button>
          )}
          <Button kind="primary" icon="copy" onClick={() => void copy()}>
            {t('people.message.copy')}
          </Button>
        </>
      }
    >
      <Field
        label={t('people.message.text')}
        value={written.value}
        lines={12}
        maxLength={4000}
        onInput={(value) => (written.value = value)}
        hint={t('people.message.hint')}
      />
    </Sheet>
  );
}

/** Lays the text beside the app, where only a printer sees it. */
function usePaper(text: string): void {
  useEffect(() => {
    const paper = document.createElement('pre');
    paper.className = 'message-paper';
    paper.textContent = text;
    document.body.append(paper);
    return () => paper.remove();
  }, [text]);
}
