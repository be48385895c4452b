import { useId } from 'preact/hooks';
import './field.css';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string | undefined;
  /** What is wrong with the value, in words. Said at once by a screen reader. */
  readonly problem?: string | undefined;
  readonly lines?: number;
  readonly type?: 'text' | 'tel' | 'number' | 'date' | 'time' | 'search';
  readonly inputMode?: 'text' | 'tel' | 'numeric' | 'search';
  readonly placeholder?: string;
  readonly maxLength?: number;
}

/** A labelled text field, of one line or `lines` many. */
export function Field({ label, value, onInput, hint, problem, lines, type = 'text', ...rest }: Props) {
  const id = useId();
  const described = [hint !== undefined ? `${id}-hint` : '', problem !== undefined ? `${id}-problem` : '']
    .join(' ')
    .trim();
  const shared = {
    id,
    value,
    'aria-describedby': described === '' ? undefined : described,
    'aria-invalid': problem !== undefined,
    autoComplete: 'off',
    ...rest,
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {lines === undefined ? (
        <input {...typed(type)} {...shared} onInput={(event) => onInput(event.currentTarget.value)} />
      ) : (
        <textarea rows={lines} {...shared} onInput={(event) => onInput(event.currentTarget.value)} />
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} data-quiet>
          {hint}
        </p>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} class="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

/** Preact types each kind of input apart; ours all take the same attributes, so one stands for them all. */
function typed(type: NonNullable<Props['type']>): { readonly type: 'text' } {
  return { type } as { readonly type: 'text' };
}
