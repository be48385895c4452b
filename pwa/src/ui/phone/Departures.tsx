import { t, tMaybe } from '../../messages';
import { departures, reference } from '../../store';
import { ago } from './age';
import { now_ms } from './now';

/** Doors that left this phone within the week, and why: nobody should wonder where one went. */
export function Departures() {
  if (departures.value.length === 0) return null;
  return (
    <section aria-labelledby="departures-title">
      <h2 id="departures-title">
        {t('core.phone.departures', { n: sum(departures.value.map(({ count }) => count)) })}
      </h2>
      <ul class="work-list">
        {departures.value.map(({ household_id, label, reason, to, at, count }) => (
          <li key={household_id} data-wide>
            <p>
              <b>{label}</b> {why(reason, to, count)}
            </p>
            <p data-quiet>{ago(at, now_ms.value)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function why(reason: string, to: string | null, n: number): string {
  const team = to === null ? undefined : reference.value.teams.get(to)?.name;
  if (reason === 'reassigned' && team !== undefined) return t('core.gone.reassigned_to', { team });
  return tMaybe(`core.gone.${reason}`, { n }) ?? t('core.gone.reassigned');
}
