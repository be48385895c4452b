import { t, tMaybe } from '../../messages';
import { counts, outbox, type OutboxEntry } from '../../store';
import { Icon } from '../parts';
import { ago } from './age';
import { now_ms } from './now';
import { iconOf, whatWasDone } from './work';

/** Each thing that is only on this phone, with its age and why it is still here. */
export function Unsent() {
  const entries = outbox.value;
  if (entries.length === 0) return <Undone />;
  return (
    <section aria-labelledby="unsent-title">
      <h2 id="unsent-title">{t('core.phone.unsent.title', { n: entries.length })}</h2>
      <Undone />
      <ul class="work-list">
        {entries.map((entry) => (
          <Line key={entry.command.id} entry={entry} />
        ))}
      </ul>
    </section>
  );
}

/** What was undone is no work any more, but keeps its person on this phone until the server knows. */
function Undone() {
  const { withdrawals } = counts.value;
  return withdrawals === 0 ? null : <p data-quiet>{t('core.phone.unsent.undone', { n: withdrawals })}</p>;
}

function Line({ entry: { command, label, saved_at, last_reason } }: { readonly entry: OutboxEntry }) {
  const why = tMaybe(`core.problem.${last_reason ?? 'waiting'}`) ?? t('core.problem.waiting');
  return (
    <li>
      <Icon name={iconOf(command)} />
      <span>
        {label} {whatWasDone(command)}
        <br />
        <span data-quiet>
          {ago(saved_at, now_ms.value)} · {why}
        </span>
      </span>
    </li>
  );
}
