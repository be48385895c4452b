import { t } from '../../messages';
import { now } from '../card/now';
import { LastVisit } from '../card/LastVisit';
import { Needs } from '../card/Needs';
import { answerOf } from '../card/requests';
import { categoryWords, doorNumber, placeWords } from '../card/words';
import { Chip, type IconName } from '../parts';
import { lineOf } from './line';
import type { Reason, Turn } from './order';

const ICONS: Readonly<Record<Reason['type'], IconName>> = {
  appointment_now: 'clock',
  appointment_later: 'clock',
  answer: 'mail',
  to_try: 'home',
  tried_today: 'refresh',
};

/** The one door to knock at now: its number as the headline, why it, and what to know before knocking. */
export function NextDoor({ turn }: { readonly turn: Turn }) {
  const { card, id } = turn.door;
  const { household } = card;
  const asks = card.requests.filter((request) => request.state === 'answered');
  return (
    <section class="next-door" aria-labelledby="next-door">
      <p data-quiet>
        {t('door.next.title')} · {placeWords(household)}
      </p>
      <h2 id="next-door">
        <b>{doorNumber(household)}</b> <span>{household.door === null ? '' : household.name}</span>
      </h2>
      <p class="next-chips">
        <Chip tone={turn.reason.type === 'appointment_now' ? 'wait' : 'ok'} icon={ICONS[turn.reason.type]}>
          {lineOf(turn)}
        </Chip>
        <Needs needs={household.needs} />
        {household.people_count !== null && household.people_count > 0 && (
          <Chip icon="people">{t('door.next.people', { n: household.people_count })}</Chip>
        )}
      </p>
      <LastVisit past={turn.past} now={now.value} />
      {asks.slice(0, 2).map((request) => (
        <p key={request.id}>
          <b>
            {t('door.next.tell')}
            {t('door.colon')}
          </b>
          {categoryWords(request.category, card.assignment.campaign_id)}
          {t('door.comma')}
          {answerOf(request)?.text ?? request.text}
        </p>
      ))}
      <a class="button" data-kind="primary" href={`/door/${id}`}>
        {t('door.next.knock', { door: doorNumber(household) })}
      </a>
    </section>
  );
}
