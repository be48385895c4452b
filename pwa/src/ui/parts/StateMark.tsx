import { tCode } from '../../messages';
import type { State } from '../../store';
import './state-mark.css';

/** Each state has a shape of its own, so that it can be told without its colour. Drawn on 24 by 24. */
const marks: Readonly<Record<State, string>> = {
  never_tried: 'M12 19a7 7 0 1 0 0-14 7 7 0 0 0 0 14z',
  met: 'M4.5 12.5 10 18 20 7',
  not_home: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 4v16M8 6.3v11.4M5.5 9v6',
  call_back: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4.5l3 1.5',
  refused: 'M6 6l12 12M18 6 6 18',
  do_not_contact: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM6 6l12 12',
  vacant: 'M4.5 11 12 4.5l7.5 6.5M7 10v9M17 10v9M7 19h2M11 19h2M15 19h2',
  given_up: 'M5 12h4M11 12h2M15 12h4M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z',
  inaccessible: 'M7 11h10v8H7zM9 11V8a3 3 0 0 1 6 0v3',
};

interface Props {
  readonly state: State;
  /** `mark` leaves the word to whoever stands around it; the shape is then decoration. */
  readonly show?: 'mark' | 'both';
  /** How often somebody knocked, told where it says more than the word: not home ×2. */
  readonly tries?: number;
}

export function StateMark({ state, show = 'both', tries }: Props) {
  return (
    <span class="state-mark" data-state={state}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={marks[state]} />
      </svg>
      {show === 'both' && <span>{tCode(`core.state.${state}`, state)}</span>}
      {tries !== undefined && tries > 1 && <span>×{tries}</span>}
    </span>
  );
}
