import { t } from '../../messages';
import type { State } from '../../store';
import { StateMark } from '../parts';
import { NO_COUNTS, STATES } from './counts';
import './outcomes.css';
import type { Counts } from './wire';
import { sayNumber } from './words';

interface Props {
  /** Null until they are told. */
  readonly counts: Counts | null;
  readonly linkOf?: (state: State) => string;
}

/** The nine states, which add up to the known doors. Each opens its list where there is one. */
export function Outcomes({ counts: told, linkOf }: Props) {
  const counts = told ?? NO_COUNTS;
  return (
    <section class="outcome-counts" aria-label={t('desk.outcomes')} aria-busy={told === null}>
      <ul>
        {STATES.map((state) => (
          <li key={state} data-none={counts[state] === 0}>
            {linkOf !== undefined && counts[state] > 0 ? (
              <a href={linkOf(state)}>{figure(state, counts)}</a>
            ) : (
              <span>{figure(state, counts)}</span>
            )}
          </li>
        ))}
      </ul>
      <p data-quiet>{t('desk.outcomes.sum', { n: sayNumber(counts.known) })}</p>
    </section>
  );
}

const figure = (state: State, counts: Counts) => (
  <>
    <b>{sayNumber(counts[state])}</b>
    <StateMark state={state} />
  </>
);
