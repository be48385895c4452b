import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t } from '../../messages';
import { Button, Icon } from '../parts';
import { MOST_BYTES, TYPES } from './calls';

/** Where a file is put: dragged here, or chosen. What can be seen to be wrong is said before anything is sent. */
export function DropZone({ busy, onFile }: { readonly busy: boolean; readonly onFile: (file: File) => void }) {
  const over = useSignal(false);
  const problem = useSignal('');
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null): void => {
    const [file, ...others] = [...(files ?? [])];
    if (file === undefined) return;
    problem.value =
      others.length > 0
        ? t('rolls.drop.one')
        : file.size === 0
          ? t('rolls.problem.empty_file')
          : file.size > MOST_BYTES
            ? t('rolls.problem.file_too_large')
            : '';
    if (problem.value === '') onFile(file);
  };
  return (
    <section
      class="roll-drop"
      data-over={over.value}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => (over.value = false)}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        if (!busy) take(event.dataTransfer?.files ?? null);
      }}
    >
      <Icon name="receive" size="large" />
      <h2>{t('rolls.drop.title')}</h2>
      <p>{t('rolls.drop.text')}</p>
      <input
        ref={input}
        type="file"
        accept={TYPES}
        class="visually-hidden"
        tabIndex={-1}
        aria-label={t('rolls.drop.choose')}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      <Button kind="primary" disabled={busy} onClick={() => input.current?.click()}>
        {busy ? t('rolls.drop.reading') : t('rolls.drop.choose')}
      </Button>
      {problem.value !== '' && (
        <p class="field-problem" role="alert">
          {problem.value}
        </p>
      )}
    </section>
  );
}
