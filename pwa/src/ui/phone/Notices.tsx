import { t, tMaybe } from '../../messages';
import { doors, notices } from '../../store';
import { ago } from './age';
import { now_ms } from './now';

const shown = 20;

/** What the server had to tell: conflicts, late work, doors that moved away. */
export function Notices() {
  const all = notices.value.slice(0, shown);
  if (all.length === 0) return null;
  return (
    <section aria-labelledby="notices-title">
      <h2 id="notices-title">{t('core.phone.notices')}</h2>
      <ul class="work-list">
        {all.map(({ id, at, what, label, household_id, count }) => (
          <li key={id} data-wide>
            <p>
              {label !== undefined && <b>{label} </b>}
              {tMaybe(`core.notice.${what}`, { n: Number(count ?? 1) }) ?? what}
            </p>
            <p class="between">
              <span data-quiet>{ago(at, now_ms.value)}</span>
              {household_id !== undefined && doors.value.has(household_id) && (
                <a class="button" data-kind="plain" data-size="small" href={`/door/${household_id}`}>
                  {t('core.phone.to_door')}
                </a>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
