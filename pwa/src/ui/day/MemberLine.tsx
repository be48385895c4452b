import { t } from '../../messages';
import { Counted } from '../board/Counted';
import { sayNumber } from '../board/words';
import { Button, Chip } from '../parts';
import { Questions } from './Questions';
import type { MemberDay } from './wire';
import { sayHeard, sayUnsentOf } from './words';

export type DayFigure = 'tried' | 'met' | 'left' | 'agreed';

export interface DayPaths {
  /** The doors of one of the team; of nobody; those nobody has been at for a week. */
  readonly doorsOf: (person: string) => string;
  readonly unheld: string;
  readonly untouched: string;
  /** Where nobody's doors are given to somebody, and somebody's taken. */
  readonly giveOut: string;
  readonly takeFrom: (person: string) => string;
  readonly door: (id: string) => string;
  /** The doors that a number of the day counts, of the team or of one of it. */
  readonly counted: (what: DayFigure, person?: string) => string;
  /** Where doors are picked for somebody. */
  readonly giveTo: (person: string) => string;
}

interface Props {
  readonly member: MemberDay;
  readonly now: number;
  readonly paths: DayPaths;
  /** Whether other phones are known: without a network they are not. */
  readonly knowsPhones: boolean;
  readonly onMessage: () => void;
}

/** One of the team: how their day goes, what is left with them, and what to do about it. */
export function MemberLine({ member, now, paths, knowsPhones, onMessage }: Props) {
  const { person, role, held, left, tried, met, appointments, phones } = member;
  const unsent = sayUnsentOf(phones, now);
  return (
    <li class="day-member" data-gone={role === null}>
      <header>
        <h3>{person.name}</h3>
        {role === 'leader' && <Chip tone="ok">{t('desk.role.leader')}</Chip>}
        {role === null && <Chip tone="wait">{t('people.day.member.gone')}</Chip>}
        {appointments > 0 && (
          <a class="chip-link" href={paths.counted('agreed', person.id)}>
            <Chip tone="care" icon="clock">
              {t('people.day.member.tonight', { n: appointments })}
            </Chip>
          </a>
        )}
      </header>
      <p class="day-member-sum">
        {tried === 0 ? (
          <b>{t('people.day.member.tried_none')}</b>
        ) : (
          <>
            <b>
              <Counted href={paths.counted('tried', person.id)}>{t('people.day.member.tried', { n: tried })}</Counted>
            </b>
            <b>
              <Counted href={met === 0 ? null : paths.counted('met', person.id)}>
                {t('people.day.member.met', { n: met })}
              </Counted>
            </b>
          </>
        )}
        {role !== null && held === 0 ? (
          <span data-quiet>{t('people.day.member.holds_none')}</span>
        ) : (
          held > 0 && (
            <a href={paths.doorsOf(person.id)}>{t('people.day.member.left', { held: sayNumber(held), n: left })}</a>
          )
        )}
      </p>
      {role === null && held > 0 && <p data-quiet>{t('people.day.member.gone.holds', { n: held })}</p>}
      {role !== null && knowsPhones && (
        <p class="day-member-phone" data-silent={phones.silent > 0}>
          {phones.of === 0 ? (
            t('people.day.no_phone')
          ) : (
            <>
              <span>{sayHeard(phones, now)}</span>
              {unsent !== null && <span data-laden={(phones.unsent ?? 0) > 0}>{unsent}</span>}
            </>
          )}
        </p>
      )}
      <Questions questions={member.questions} />
      <div class="day-member-actions">
        {role !== null && (
          <a class="button" data-size="small" href={paths.giveTo(person.id)}>
            {t('people.day.give')}
            <span class="visually-hidden"> {person.name}</span>
          </a>
        )}
        {held > 0 && (
          <a class="button" data-size="small" href={paths.takeFrom(person.id)}>
            {t('people.day.take')}
            <span class="visually-hidden"> {person.name}</span>
          </a>
        )}
        {role !== null && (
          <Button size="small" kind="quiet" onClick={onMessage}>
            {t('people.day.message')}
            <span class="visually-hidden"> {person.name}</span>
          </Button>
        )}
      </div>
    </li>
  );
}
