interface Props {
  readonly label: string;
  readonly any: string;
  readonly value: string | undefined;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}

/** One condition of a list of doors, `any` first. */
export function Choice({ label, any, value, options, onChange }: Props) {
  return (
    <label class="desk-choice">
      <span>{label}</span>
      <select
        value={value ?? ''}
        data-set={value !== undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="">{any}</option>
        {options.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
