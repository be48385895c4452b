import { t, tMaybe } from '../../messages';
import { departures, reference } from '../../store';
import { ago } from './age';
import { departedOf, type Departed } from './departed';
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
        {departedOf(departures.value).map((group) => (
          <li key={group[0].household_id} data-wide>
            <Told group={group} />
            <p data-quiet>{ago(group[0].at, now_ms.value)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Told({ group }: { readonly group: Departed }) {
  const [{ label, reason, to, count }] = group;
  if (group.length === 1)
    return (
      <p>
        <b>{label}</b> {why(reason, to, count)}
      </p>
    );
  return (
    <details>
      <summary>
        <b>{t('core.phone.departed', { n: group.length })}</b> {why(reason, to, count)}
      </summary>
      <ul class="departed">
        {group.map((each) => (
          <li key={each.household_id}>{each.label}</li>
        ))}
      </ul>
    </details>
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
