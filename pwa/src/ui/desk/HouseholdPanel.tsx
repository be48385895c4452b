import { t, tCode, tMaybe } from '../../messages';
import { UNDONE, type Card } from '../../store';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Campaign, Named } from '../board/wire';
import { sayAgo, sayDate } from '../board/words';
import { Button, Chip, Empty, StateMark } from '../parts';
import { navigate } from '../router';
import { Closing, OpenAgain } from './Closing';
import { ErasePeople } from './ErasePeople';
import { doorsPath } from './filters';
import { Settle } from '../attention/Settle';
import './household-panel.css';
import { HouseholdHistory, type Change, type Held } from './HouseholdHistory';
import { LiftWish } from './LiftWish';
import { PhoneNumbers } from './PhoneNumbers';

export interface HouseholdReply extends Card {
  readonly building: string;
  readonly history: readonly Change[];
  readonly holders: readonly Held[];
  /** Those that the two sides of its conflicts name. */
  readonly buildings: readonly Named[];
}

interface Props {
  readonly campaign: Campaign;
  /** Also one of a household that has become part of another since. */
  readonly id: string;
  readonly now: number;
  readonly onClose: () => void;
}

/** One door as the office sees it: what is known, what was done, who holds it and who held it. */
export function HouseholdPanel({ campaign, id, now, onClose }: Props) {
  const loaded = useGet<HouseholdReply>(`/api/households/${id}?campaign_id=${campaign.id}`);
  const card = loaded.data;
  if (card === null) {
    if (loaded.problem?.status === 404)
      return (
        <Empty icon="search" title={t('desk.household.gone')} text={t('desk.household.gone.text')}>
          <Button onClick={onClose}>{t('core.action.close')}</Button>
        </Empty>
      );
    return loaded.problem === null ? (
      <p role="status">{t('core.loading')}</p>
    ) : (
      <Trouble problem={loaded.problem} onRetry={loaded.reload} />
    );
  }
  const { household, building } = card;
  const place = [building, household.entrance ?? '', household.door ?? ''].filter((part) => part !== '').join(' ');
  return (
    <article class="household-panel">
      <header>
        <div>
          <p data-quiet>
            {building} {household.entrance}
          </p>
          <h2>
            <span class="door-number">{household.door}</span> {household.name ?? t('desk.no_name')}
          </h2>
        </div>
        <Button size="small" kind="quiet" icon="cross" aria-label={t('core.action.close')} onClick={onClose} />
      </header>
      <p class="chip-row">
        <StateMark state={card.state} />
        {household.people_count !== null && <Chip>{t('desk.household.people', { n: household.people_count })}</Chip>}
        {household.needs.map((need) => (
          <Chip key={need} tone="care" icon="heart">
            {need}
          </Chip>
        ))}
        {household.added_in !== null && <Chip icon="plus">{t('desk.kpi.added')}</Chip>}
      </p>
      <PhoneNumbers numbers={household.phones} />
      {household.note !== null && household.note !== '' && <p>{household.note}</p>}
      {household.closed !== null && (
        <section class="notice-box">
          <h3>{household.closed.confirmed ? t('desk.household.closed') : t('desk.household.close_proposed')}</h3>
          <p>{tMaybe(`desk.reason.${household.closed.reason}`) ?? household.closed.reason}</p>
          <div class="box-actions">
            {household.closed.confirmed ? (
              <OpenAgain
                household={household.id}
                seen={card.version}
                label={place}
                closed={household.closed}
                onOpened={loaded.reload}
              />
            ) : (
              <Closing
                household={household.id}
                seen={card.version}
                label={place}
                reason={household.closed.reason}
                by={household.closed.by}
                onSettled={loaded.reload}
              />
            )}
          </div>
        </section>
      )}
      {card.do_not_contact.map((wish) => (
        <section key={wish.id} class="notice-box">
          <h3>{t('desk.household.wish')}</h3>
          <p>{sayGiven(wish.reason)}</p>
          <p data-quiet>
            {sayAgo(wish.at, now)}
            {wish.review_on !== null && ` · ${t('desk.household.review', { date: sayDate(wish.review_on) })}`}
          </p>
          <LiftWish household={household.id} seen={card.version} wish={wish} onLifted={loaded.reload} />
        </section>
      ))}
      {card.conflicts.map((conflict) => (
        <section key={`${conflict.field}${conflict.resident_id ?? ''}${conflict.other_at}`} class="notice-box">
          <h3>{sayConflict(conflict)}</h3>
          <Settle
            household={household.id}
            seen={card.version}
            about={sayConflict(conflict)}
            {...conflict}
            buildings={card.buildings}
            onSettled={loaded.reload}
          />
        </section>
      ))}
      {card.residents.length > 0 && (
        <section>
          <h3>{t('desk.household.residents')}</h3>
          <ul class="plain-list">
            {card.residents.map((resident) => (
              <li key={resident.id}>
                <b>{resident.name ?? t('desk.no_name')}</b>
                <span data-quiet>
                  {' '}
                  {[
                    resident.relation ?? '',
                    resident.birth_year === null ? '' : t('desk.household.born', { year: resident.birth_year }),
                    resident.status === null ? '' : tCode(`desk.resident.${resident.status}`, resident.status),
                  ]
                    .filter((part) => part !== '')
                    .join(' · ')}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>{t('desk.household.visits', { n: card.visit_count })}</h3>
        {card.visits.length === 0 && <p data-quiet>{t('desk.household.no_visits')}</p>}
        <ul class="plain-list">
          {card.visits.map((visit) => (
            <li key={visit.id} data-void={visit.voided !== null}>
              <b>{tCode(`desk.outcome.${visit.outcome}`, visit.outcome)}</b>{' '}
              <span data-quiet>
                {visit.by_name} · {sayAgo(visit.at, now)}
                {visit.typed_by !== undefined && ` · ${t('core.typed_by', { name: visit.typed_by_name ?? '' })}`}
              </span>
              {visit.late && <Chip tone="wait">{t('desk.household.late')}</Chip>}
              {visit.after_wish && <Chip tone="urgent">{t('desk.household.after_wish')}</Chip>}
              {visit.doubtful && (
                <Chip tone="wait" icon="clock">
                  {t('desk.household.doubtful')}
                </Chip>
              )}
              {visit.voided !== null && <Chip>{sayVoided(visit.voided.reason)}</Chip>}
              {visit.note !== null && visit.note !== '' && <p>{visit.note}</p>}
            </li>
          ))}
        </ul>
      </section>
      {card.requests.length > 0 && (
        <section>
          <h3>{t('desk.household.requests')}</h3>
          <ul class="plain-list">
            {card.requests.map((request) => (
              <li key={request.id}>
                {request.text}{' '}
                <Chip tone={request.urgency === 'urgent' ? 'urgent' : 'plain'}>
                  {tCode(`desk.request.${request.state}`, request.state)}
                </Chip>
              </li>
            ))}
          </ul>
        </section>
      )}
      <ErasePeople
        household={household.id}
        place={place}
        onErased={(blank) => navigate(doorsPath({}, blank), { words: '' })} // they may be a name of theirs
      />
      <HouseholdHistory
        household={household.id}
        history={card.history}
        holders={card.holders}
        now={now}
        onUndone={loaded.reload}
      />
    </article>
  );
}

const sayVoided = (reason: string): string =>
  reason === UNDONE ? t('door.history.undone') : t('desk.household.voided', { reason: sayGiven(reason) });

/** Of erased people no words are kept. */
const sayGiven = (reason: string): string => (reason === '' ? t('desk.household.no_reason') : reason);

function sayConflict({ field }: { readonly field: string }): string {
  return t('desk.household.conflict', { field: tMaybe(`desk.field.${field}`) ?? field });
}
