import { t } from '../../messages';
import type { State } from '../card/types';
import { StateMark } from '../parts';
import type { Progress } from './progress';

/** From what is settled to what is still to do. */
const ORDER: readonly State[] = [
  'met',
  'refused',
  'call_back',
  'not_home',
  'inaccessible',
  'given_up',
  'vacant',
  'do_not_contact',
  'never_tried',
];

interface Props {
  readonly progress: Progress;
  readonly scope: 'mine' | 'team';
}

/** How far the doors have come: a bar, the same as counts with their marks, and what the counts are counted from. */
export function ProgressBar({ progress, scope }: Props) {
  const count = (state: State): number => progress.states.get(state) ?? 0;
  const present = ORDER.filter((state) => count(state) > 0);
  const base = t('door.next.base', { visited: progress.visited, met: progress.met, base: progress.base });
  const whose = t(`door.next.scope_${scope}`, { n: progress.known });
  return (
    <section class="progress" aria-label={whose}>
      <div class="progress-bar" aria-hidden="true">
        {present.map((state) => (
          <i key={state} data-state={state} style={{ flexGrow: count(state) }} />
        ))}
      </div>
      <ul class="progress-key">
        {present.map((state) => (
          <li key={state}>
            <StateMark state={state} /> <b>{count(state)}</b>
          </li>
        ))}
      </ul>
      <p data-quiet>
        {whose} · {base}
      </p>
    </section>
  );
}
