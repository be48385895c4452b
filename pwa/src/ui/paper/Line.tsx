import { useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { Outcome } from '../../protocol';
import { t } from '../../messages';
import { outcomeWords } from '../card/words';
import { Button } from '../parts';
import { useOpenForm } from '../update';
import { findDoors, outcomeOfKey, OUTCOMES, readTime, type Head, type PaperDoor, type Typed } from './walk';

interface Props {
  readonly doors: readonly PaperDoor[];
  /** The time that the line before had. */
  readonly time: string;
  readonly onAdd: (line: Omit<Typed, 'key' | keyof Head>) => void;
}

/** One line of paper: the door's number, Enter, the outcome's key, Enter (or another time first). Then the next. */
export function Line({ doors, time, onAdd }: Props) {
  const typed = useSignal('');
  const door = useSignal<PaperDoor | null>(null);
  const outcome = useSignal<Outcome | null>(null);
  const when = useSignal(time);
  const note = useSignal('');
  const problem = useSignal('');
  const doorBox = useRef<HTMLInputElement>(null);
  const keys = useRef<HTMLFieldSetElement>(null);
  const timeBox = useRef<HTMLInputElement>(null);
  useOpenForm(typed.value !== '' || note.value !== '' || outcome.value !== null);
  const maybe = door.value === null ? findDoors(doors, typed.value) : [];

  const choose = (found: PaperDoor): void => {
    door.value = found;
    problem.value = '';
    (keys.current?.querySelector('input:checked, input') as HTMLInputElement | null)?.focus();
  };
  const look = (): void => {
    const [only, ...others] = findDoors(doors, typed.value);
    if (only !== undefined && others.length === 0) choose(only);
    else
      problem.value =
        only === undefined
          ? t('rolls.type.no_door', { door: typed.value })
          : t('rolls.type.which', { n: others.length + 1 });
  };
  const press = (value: Outcome): void => {
    outcome.value = value;
    problem.value = '';
    timeBox.current?.focus();
    timeBox.current?.select();
  };
  const add = (): void => {
    const at = readTime(when.value);
    if (door.value === null) return look();
    if (outcome.value === null) {
      problem.value = t('rolls.type.no_outcome');
      keys.current?.querySelector('input')?.focus();
      return;
    }
    if (at === null) {
      problem.value = t('rolls.type.no_time');
      timeBox.current?.focus();
      return;
    }
    onAdd({ door: door.value, outcome: outcome.value, time: at, note: note.value.trim() });
    when.value = at;
    [typed.value, note.value, problem.value, door.value, outcome.value] = ['', '', '', null, null];
    doorBox.current?.focus();
  };
  return (
    <form
      class="paper-line"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <div class="field paper-line-door">
        <label for="paper-door">{t('rolls.type.door')}</label>
        <input
          id="paper-door"
          ref={doorBox}
          value={typed.value}
          autoComplete="off"
          inputMode="text"
          aria-describedby="paper-problem"
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            door.value = null;
            problem.value = '';
          }}
        />
      </div>
      <fieldset
        class="paper-keys"
        ref={keys}
        onKeyDown={(event) => {
          const pressed = outcomeOfKey(event.key);
          if (pressed === null) return;
          event.preventDefault();
          press(pressed);
        }}
      >
        <legend>{t('rolls.type.outcome')}</legend>
        {OUTCOMES.map((each, place) => (
          <label key={each} data-on={outcome.value === each}>
            <input
              type="radio"
              name="paper-outcome"
              checked={outcome.value === each}
              onChange={() => (outcome.value = each)}
            />
            <b>{place + 1}</b>
            {outcomeWords(each)}
          </label>
        ))}
      </fieldset>
      <div class="field paper-line-time">
        <label for="paper-time">{t('rolls.type.time')}</label>
        <input
          id="paper-time"
          ref={timeBox}
          value={when.value}
          inputMode="numeric"
          autoComplete="off"
          placeholder="19:05"
          aria-describedby="paper-problem"
          onInput={(event) => (when.value = event.currentTarget.value)}
        />
      </div>
      <div class="field paper-line-note">
        <label for="paper-note">{t('rolls.type.note_field')}</label>
        <input
          id="paper-note"
          value={note.value}
          maxLength={500}
          autoComplete="off"
          onInput={(event) => (note.value = event.currentTarget.value)}
        />
      </div>
      <Button type="submit" kind="primary">
        {t('rolls.type.add')}
      </Button>
      <div class="paper-said" id="paper-problem" role="status" aria-live="polite">
        {problem.value !== '' && <p class="field-problem">{problem.value}</p>}
        {door.value !== null && problem.value === '' && <p>{sayDoor(door.value)}</p>}
      </div>
      {maybe.length > 1 && (
        <div class="paper-maybe">
          {maybe.slice(0, 12).map((each) => (
            <Button key={each.household_id} size="small" onClick={() => choose(each)}>
              {sayDoor(each)}
            </Button>
          ))}
        </div>
      )}
    </form>
  );
}

export function sayDoor({ building, entrance, door, name }: PaperDoor): string {
  return [building, entrance ?? '', door ?? '', name ?? ''].filter((part) => part !== '').join(' ');
}
