import { useId } from 'preact/hooks';
import './choice.css';

export interface Option<V extends string> {
  readonly value: V;
  readonly words: string;
  readonly hint?: string;
}

interface Props<V extends string> {
  readonly label: string;
  readonly options: readonly Option<V>[];
  readonly chosen: V | null;
  readonly onChoose: (value: V) => void;
  /** `rows` one below the other, `chips` as many side by side as fit, `narrow` for very short words, `wide` for hours and dates. */
  readonly as?: 'rows' | 'chips' | 'narrow' | 'wide';
}

/** One of a few, as radio buttons with the whole row to press. */
export function Choice<V extends string>({ label, options, chosen, onChoose, as = 'chips' }: Props<V>) {
  const name = useId();
  return (
    <fieldset class="form-choice" data-as={as}>
      <legend>{label}</legend>
      <div>
        {options.map(({ value, words, hint }) => (
          <label key={value}>
            <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => onChoose(value)} />
            <span>
              {words}
              {hint !== undefined && <small>{hint}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface ManyProps {
  readonly label: string;
  readonly options: readonly Option<string>[];
  readonly chosen: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
}

/** Any of a few, as check boxes. */
export function Choices({ label, options, chosen, onChange }: ManyProps) {
  return (
    <fieldset class="form-choice" data-as="chips">
      <legend>{label}</legend>
      <div>
        {options.map(({ value, words }) => (
          <label key={value}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) =>
                onChange(event.currentTarget.checked ? [...chosen, value] : chosen.filter((each) => each !== value))
              }
            />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
