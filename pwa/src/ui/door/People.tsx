import { t, tCode } from '../../messages';
import { needWords } from '../card/words';
import type { Door, Resident } from '../card/types';
import { calendar, now } from '../card/now';
import { dateOf } from '../card/calendar';
import { Chip, Icon } from '../parts';
import { Phone } from './Head';

/** Who lives here. Those who moved out or died stand last, greyed by a word and not by colour alone. */
export function People({ door }: { readonly door: Door }) {
  const residents = door.card.residents.filter(({ status }) => status !== 'mistake');
  const here = residents.filter(({ status }) => status == null);
  const left = residents.filter(({ status }) => status != null);
  return (
    <section class="door-part" aria-labelledby="door-people">
      <h2 id="door-people">{t('door.people.title')}</h2>
      {residents.length > 0 && (
        <ul>
          {[...here, ...left].map((resident) => (
            <Person key={resident.id} door={door} resident={resident} />
          ))}
        </ul>
      )}
      <a class="button" href={`/door/${door.id}/resident/new`}>
        <Icon name="plus" />
        {t('door.people.add')}
      </a>
    </section>
  );
}

function Person({ door, resident }: { readonly door: Door; readonly resident: Resident }) {
  const name = resident.name ?? t('door.people.unnamed');
  const isHidden = door.card.do_not_contact.some((wish) => wish.resident_id === resident.id);
  const facts = [
    resident.relation ?? '',
    resident.birth_year == null ? '' : t('door.people.age', { n: thisYear() - resident.birth_year }),
    ...(resident.needs ?? []).map(needWords),
    resident.note ?? '',
  ].filter((part) => part !== '');
  return (
    <li class="door-person">
      <div>
        <p>
          <b>{name}</b> {facts.length > 0 && <span data-quiet>{facts.join(' · ')}</span>}
        </p>
        {isHidden && (
          <Chip tone="urgent" icon="ban">
            {t('door.wish.person_short')}
          </Chip>
        )}
        {resident.status != null && (
          <Chip icon="leave">{tCode(`door.resident.status.${resident.status}`, resident.status)}</Chip>
        )}
        {resident.phone != null && resident.phone !== '' && !isHidden && <Phone phone={resident.phone} />}
      </div>
      <a
        class="button"
        data-kind="quiet"
        data-size="small"
        href={`/door/${door.id}/resident/${resident.id}`}
        aria-label={t('door.people.change', { name })}
      >
        <Icon name="edit" />
      </a>
    </li>
  );
}

function thisYear(): number {
  return Number(dateOf(calendar.value.at(now.value.ms).day).slice(0, 4));
}
