import { t } from '../../messages';
import { calendar, now } from '../card/now';
import { dayOf } from '../card/calendar';
import type { Door, Wish } from '../card/types';
import { dateWords, dayWords } from '../card/words';
import { Icon } from '../parts';

/** Wishes not to be contacted, and doors that may be none: said before anything else. */
export function Warnings({ door }: { readonly door: Door }) {
  const { do_not_contact: wishes, household } = door.card;
  const ofDoor = wishes.filter((wish) => wish.resident_id == null);
  return (
    <>
      {ofDoor.length > 0 && (
        <section class="door-warning" role="alert">
          <h2>
            <Icon name="ban" size="large" />
            {t('door.wish.warning')}
          </h2>
          {ofDoor.map((wish) => (
            <p key={wish.id}>{wishWords(wish)}</p>
          ))}
        </section>
      )}
      {household.closed != null && (
        <section class="door-warning" data-tone="mild">
          <h2>
            <Icon name="info" />
            {household.closed.confirmed ? t('door.close.confirmed') : t('door.close.proposed')}
          </h2>
          <p>{t(`door.close.reason.${closeReason(household.closed.reason)}`)}</p>
        </section>
      )}
    </>
  );
}

const REASONS = ['no_such_door', 'not_a_dwelling', 'demolished'] as const;

function closeReason(reason: string): (typeof REASONS)[number] | 'other' {
  return REASONS.find((known) => known === reason) ?? 'other';
}

/** "不想被打扰 · 9月14日 · 到 2027年3月1日再问" */
export function wishWords(wish: Wish): string {
  const parts = [wish.reason, dayWords(calendar.value.at(wish.at).day, now.value)].filter((part) => part !== '');
  const review = wish.review_on == null ? null : dayOf(wish.review_on);
  if (review !== null) parts.push(t('door.wish.until', { date: dateWords(review, now.value) }));
  return parts.join(' · ');
}
