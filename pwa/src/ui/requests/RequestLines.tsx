import { t, tCode, tMaybe } from '../../messages';
import { calendar, now } from '../card/now';
import { answerOf, groupOf } from '../card/requests';
import type { Door, ServiceRequest } from '../card/types';
import { categoryWords, dayWords, personWords } from '../card/words';
import { Chip } from '../parts';
import './request-lines.css';

/** A request in a few lines: what, how urgent, how far, and the last word on it. */
export function RequestLines({ door, request }: { readonly door: Door; readonly request: ServiceRequest }) {
  const group = groupOf(request);
  const last = request.events[request.events.length - 1];
  const text = answerOf(request)?.text ?? last?.text ?? null;
  return (
    <article class="request-lines">
      <p>
        <b>{categoryWords(request.category, door.card.assignment.campaign_id)}</b>
        {t('door.comma')}
        {request.text}
      </p>
      <p class="request-chips">
        <Chip
          tone={group === 'to_tell' ? 'ok' : group === 'open' ? 'wait' : 'plain'}
          icon={group === 'to_tell' ? 'mail' : group === 'open' ? 'clock' : 'check'}
        >
          {tMaybe(`door.request.state.${request.state}`) ?? request.state}
        </Chip>
        {request.urgency !== 'normal' && group !== 'done' && (
          <Chip tone={request.urgency === 'urgent' ? 'urgent' : 'wait'} icon="warning">
            {tCode(`door.request.urgency.${request.urgency}`, request.urgency)}
          </Chip>
        )}
      </p>
      {text !== null && <p>{text}</p>}
      <p data-quiet>
        {t('door.request.raised_by', {
          day: dayWords(calendar.value.at(request.raised_at).day, now.value),
          who: personWords(request.raised_by),
        })}
      </p>
    </article>
  );
}
