import { t } from '../../messages';
import { openAppointment, phaseOf } from '../card/appointment';
import type { Moment } from '../card/calendar';
import type { Past } from '../card/history';
import { LastVisit } from '../card/LastVisit';
import { calendar } from '../card/now';
import type { Door } from '../card/types';
import { triesWords, windowWords } from '../card/words';
import { Chip, Icon } from '../parts';

/** What to know in the stairwell: appointments, the last visit, whom not to ask for, and what people say differently. */
export function Before({ door, past, now }: { readonly door: Door; readonly past: Past; readonly now: Moment }) {
  const { card } = door;
  const appointment = openAppointment(card, calendar.value);
  const tries = triesWords(past);
  const note = card.household.note ?? '';
  const hidden = card.residents.filter((resident) =>
    card.do_not_contact.some((wish) => wish.resident_id === resident.id),
  );
  return (
    <section class="door-before">
      <h2 class="visually-hidden">{t('door.before')}</h2>
      {appointment !== null && (
        <p>
          <Chip tone={phaseOf(appointment, now) === 'missed' ? 'urgent' : 'care'} icon="clock">
            {t(phaseOf(appointment, now) === 'missed' ? 'door.appointment.missed' : 'door.next.why.appointment_now', {
              when: windowWords(appointment, now),
            })}
          </Chip>
        </p>
      )}
      {past.last === null ? <p>{t('door.next.never')}</p> : <LastVisit past={past} now={now} />}
      {tries !== null && past.fruitless > 1 && <p>{tries}</p>}
      {note !== '' && (
        <p class="door-note">
          <Icon name="note" label={t('door.facts.note')} /> <span>{note}</span>
        </p>
      )}
      {hidden.map((resident) => (
        <p key={resident.id} class="door-hidden">
          <Icon name="ban" /> <b>{t('door.wish.person', { name: resident.name ?? t('door.somebody') })}</b>
        </p>
      ))}
    </section>
  );
}
