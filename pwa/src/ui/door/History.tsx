import { t } from '../../messages';
import { session, UNDONE } from '../../store';
import { calendar, now } from '../card/now';
import type { Door, Visit } from '../card/types';
import { momentWords, outcomeWords, windowWords } from '../card/words';
import { Chip, StateMark } from '../parts';

const MARKS = { moved: 'vacant' } as const;

/** Every knock this phone knows of, newest first; one's own can be voided, and what one typed in. */
export function History({ door }: { readonly door: Door }) {
  const visits = [...door.card.visits].sort((a, b) => b.at - a.at);
  const older = door.card.visit_count - visits.filter((visit) => visit.voided == null).length;
  return (
    <section class="door-part" aria-labelledby="door-history">
      <h2 id="door-history">{t('door.history.title')}</h2>
      {visits.length === 0 ? (
        <p data-quiet>{t('door.next.never')}</p>
      ) : (
        <ol>
          {visits.map((visit) => (
            <Knock key={visit.id} door={door} visit={visit} />
          ))}
        </ol>
      )}
      {older > 0 && <p data-quiet>{t('door.history.older', { n: older })}</p>}
    </section>
  );
}

function Knock({ door, visit }: { readonly door: Door; readonly visit: Visit }) {
  const isVoid = visit.voided != null;
  const me = session.value?.person.id;
  const isMine = visit.by === me;
  const isTyped = visit.typed_by != null;
  const state = visit.outcome === 'moved' ? MARKS.moved : visit.outcome;
  return (
    <li class="door-knock" data-void={isVoid ? '' : undefined}>
      <StateMark state={state} show="mark" />
      <div>
        <p>
          <b>{outcomeWords(visit.outcome)}</b>{' '}
          <span data-quiet>
            {momentWords(visit.at, calendar.value, now.value)} · {isMine ? t('door.you') : visit.by_name}
            {isTyped && ` · ${t('core.typed_by', { name: visit.typed_by_name ?? '' })}`}
          </span>
        </p>
        {visit.note != null && visit.note !== '' && <p>{visit.note}</p>}
        {visit.appointment != null && (
          <p>{t('door.next.why.appointment_now', { when: windowWords(visit.appointment, now.value) })}</p>
        )}
        {visit.pending === true && (
          <Chip tone="wait" icon="phone">
            {t('door.on_phone')}
          </Chip>
        )}
        {visit.after_wish === true && (
          <Chip tone="urgent" icon="ban">
            {t('door.history.after_wish')}
          </Chip>
        )}
        {visit.voided != null && <Chip icon="cross">{voidWords(visit.voided.reason)}</Chip>}
      </div>
      {(isMine || (isTyped && visit.typed_by === me)) && !isVoid && (
        <a class="button" data-kind="quiet" data-size="small" href={`/door/${door.id}/void/${visit.id}`}>
          {t('door.history.void')}
        </a>
      )}
    </li>
  );
}

function voidWords(reason: string): string {
  if (reason === UNDONE) return t('door.history.undone');
  return reason === '' ? t('door.history.voided') : `${t('door.history.voided')}${t('door.colon')}${reason}`;
}
