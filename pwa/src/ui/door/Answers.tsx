import { t } from '../../messages';
import { calendar, now } from '../card/now';
import { answerOf, answeredOf } from '../card/requests';
import type { Door, ServiceRequest } from '../card/types';
import { categoryWords, dayWords } from '../card/words';
import { Button, Chip } from '../parts';
import { useSaving } from './forms/saving';
import { saveAt } from './saved';
import { SaveProblem } from './SaveProblem';

/** Answers to bring to this door, each with the two words a resident can give. */
export function Answers({ door }: { readonly door: Door }) {
  const answered = answeredOf(door.card);
  if (answered.length === 0) return null;
  return (
    <section class="door-card" aria-labelledby="door-answers">
      <h2 id="door-answers">{t('door.ask.title')}</h2>
      {answered.map((request) => (
        <Answer key={request.id} door={door} request={request} />
      ))}
    </section>
  );
}

function Answer({ door, request }: { readonly door: Door; readonly request: ServiceRequest }) {
  const answer = answerOf(request);
  const saving = useSaving(null, () =>
    saveAt(
      door,
      [
        {
          type: 'advance_request',
          household_id: door.id,
          seen: door.seen,
          request_id: request.id,
          event: 'satisfied',
        },
      ],
      t('door.ask.satisfied'),
    ),
  );
  return (
    <article class="door-answer">
      <h3>
        <span>
          {categoryWords(request.category, door.card.assignment.campaign_id)}
          {t('door.comma')}
          {request.text}
        </span>{' '}
        <Chip tone="ok" icon="mail">
          {t('door.request.state.answered')}
        </Chip>
      </h3>
      <p data-quiet>
        {t('door.request.raised_on', { day: dayWords(calendar.value.at(request.raised_at).day, now.value) })}
      </p>
      {answer?.text != null && <p>{answer.text}</p>}
      <p data-quiet>{t('door.ask.please')}</p>
      <SaveProblem problem={saving.problem} />
      <div class="door-pair">
        <Button icon="check" disabled={saving.isRunning} onClick={() => void saving.start()}>
          {saving.isRunning ? t('door.saving') : t('door.ask.satisfied')}
        </Button>
        <a class="button" href={`/door/${door.id}/word/${request.id}`}>
          {t('door.ask.not_satisfied')}
        </a>
      </div>
    </article>
  );
}
