import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Button } from './Button';
import './file-drop.css';
import { Icon } from './Icon';

interface Props {
  readonly title: string;
  readonly text: string;
  /** On the button. */
  readonly choose: string;
  /** On the button while `busy`. */
  readonly working: string;
  readonly busy: boolean;
  readonly accept?: string;
  /** What can be seen to be wrong before anything is sent; empty if nothing is. */
  readonly wrongWith: (file: File, others: number) => string;
  readonly onFile: (file: File) => void;
}

/** Where a file is put: dragged here, or chosen. */
export function FileDrop({ title, text, choose, working, busy, accept, wrongWith, onFile }: Props) {
  const over = useSignal(false);
  const problem = useSignal('');
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null): void => {
    const [file, ...others] = [...(files ?? [])];
    if (file === undefined) return;
    problem.value = wrongWith(file, others.length);
    if (problem.value === '') onFile(file);
  };
  return (
    <section
      class="file-drop"
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
      <h2>{title}</h2>
      <p>{text}</p>
      <input
        ref={input}
        type="file"
        {...(accept === undefined ? {} : { accept })}
        class="visually-hidden"
        tabIndex={-1}
        aria-label={choose}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      <Button kind="primary" disabled={busy} onClick={() => input.current?.click()}>
        {busy ? working : choose}
      </Button>
      {problem.value !== '' && (
        <p class="field-problem" role="alert">
          {problem.value}
        </p>
      )}
    </section>
  );
}
