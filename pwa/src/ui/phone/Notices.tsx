import { t, tMaybe } from '../../messages';
import { doorOf, labelOf, notices, reference, type Notice } from '../../store';
import { ago } from './age';
import { BothValues } from './BothValues';
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
        {all.map((notice) => (
          <li key={notice.id} data-wide>
            <Told notice={notice} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Notices whose reason is somebody's own words. */
const SAID = ['asked', 'parked_dismissed'];

/** Of a disagreement that is open again. */
const wordsOf = (what: string, reason: unknown): string | null =>
  what === 'conflict' && reason === 'again' ? t('core.notice.conflict.again') : null;

function Told({ notice: { at, what, label, household_id, reason, count } }: { readonly notice: Notice }) {
  const card = household_id === undefined ? undefined : doorOf(household_id)?.card;
  const name = label ?? (card === undefined ? '' : labelOf(card.household, reference.value));
  return (
    <>
      <p>
        <b>{name}</b>{' '}
        {wordsOf(what, reason) ?? tMaybe(`core.notice.${what}`, typeof count === 'number' ? { n: count } : {}) ?? what}
      </p>
      {SAID.includes(what) && typeof reason === 'string' && <p class="said">{reason}</p>}
      {what === 'conflict' && <BothValues conflicts={card?.conflicts ?? []} />}
      <p class="between">
        <span data-quiet>{ago(at, now_ms.value)}</span>
        {card !== undefined && (
          <a class="button" data-kind="plain" data-size="small" href={`/door/${card.household.id}`}>
            {t('core.phone.to_door')}
          </a>
        )}
      </p>
    </>
  );
}
