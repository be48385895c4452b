import { t, tMaybe } from '../../messages';
import { departures, doorOf, labelOf, notices, placeOf, reference, session, UNDONE, type Notice } from '../../store';
import { ago } from './age';
import { BothValues } from './BothValues';
import { now_ms } from './now';

/** How many of them stand there at once, beside what somebody asks. */
const AT_ONCE = 20;

/** What the server had to tell: conflicts, late work, doors that moved away. What somebody asks is first, however old; earlier ones open on a tap. */
export function Notices() {
  const asked = notices.value.filter(({ what }) => what === 'asked');
  const others = notices.value.filter(({ what }) => what !== 'asked');
  const earlier = others.slice(AT_ONCE);
  if (notices.value.length === 0) return null;
  return (
    <section aria-labelledby="notices-title">
      <h2 id="notices-title">{t('core.phone.notices')}</h2>
      <List of={[...asked, ...others.slice(0, AT_ONCE)]} />
      {earlier.length > 0 && (
        <details class="work-more">
          <summary>{t('core.phone.notices.earlier', { n: earlier.length })}</summary>
          <List of={earlier} />
        </details>
      )}
    </section>
  );
}

function List({ of }: { readonly of: readonly Notice[] }) {
  return (
    <ul class="work-list">
      {of.map((notice) => (
        <li key={notice.id} data-wide>
          <Told notice={notice} />
        </li>
      ))}
    </ul>
  );
}

/** Notices whose reason is somebody's own words. */
const SAID = ['asked', 'parked_dismissed', 'reopened'];

/** What it says: of one's own late work and of a disagreement that is open again in words of their own. */
function wordsOf({ what, by, reason, count }: Notice): string {
  if (what === 'conflict' && reason === 'again') return t('core.notice.conflict.again');
  const key = what === 'late_work' && by === session.value?.person.id ? 'moved_away' : what;
  return tMaybe(`core.notice.${key}`, typeof count === 'number' ? { n: count } : {}) ?? what;
}

function Told({ notice }: { readonly notice: Notice }) {
  const { at, what, household_id, reason } = notice;
  const card = household_id === undefined ? undefined : doorOf(household_id)?.card;
  const name = card === undefined ? placeOfGone(notice) : labelOf(card.household, reference.value);
  return (
    <>
      <p>
        <b>{name}</b> {wordsOf(notice)}
      </p>
      {SAID.includes(what) && typeof reason === 'string' && reason !== UNDONE && <p class="said">{reason}</p>}
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

/** Where the door is whose card has left: as it was called here, or by the address that stands in the notice. */
function placeOfGone({ household_id, building_id, entrance = '', door = '' }: Notice): string {
  const left = departures.value.find((each) => each.household_id === household_id);
  if (left !== undefined || building_id === undefined) return left?.label ?? '';
  return placeOf({ building_id, entrance, door }, reference.value);
}
