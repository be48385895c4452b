import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../../messages';
import { Counted } from '../board/Counted';
import { sayNumber } from '../board/words';
import { Button, Empty, Icon } from '../parts';
import { composeFor, composeTeam, type DoorsLeft } from './compose';
import './day.css';
import { MemberLine, type DayPaths } from './MemberLine';
import { sayPlace } from './message';
import { MessageSheet } from './MessageSheet';
import type { TeamDay } from './wire';
import { sayHours, sayUnheld } from './words';

interface Props {
  readonly day: TeamDay;
  readonly now: number;
  readonly paths: DayPaths;
  readonly knowsPhones: boolean;
  readonly doorsLeft: DoorsLeft;
  /** Where the numbers come from, and when. */
  readonly source: ComponentChildren;
  /** Chooses the day. */
  readonly choice: ComponentChildren;
}

/** A team's day at one look: how it goes, what is agreed, who has what left, and who has not been heard of. */
export function DayBoard({ day, now, paths, knowsPhones, doorsLeft, source, choice }: Props) {
  const writing = useSignal<{ readonly to: string; readonly text: string } | null>(null);
  const write = (to: string, text: string): void => {
    writing.value = { to, text };
  };
  return (
    <>
      <section class="panel day-head">
        {choice}
        <dl class="day-figures">
          <Figure title={t('people.day.tried')} value={day.tried} href={paths.counted('tried')} />
          <Figure title={t('people.day.met')} value={day.met} href={paths.counted('met')} />
          <Figure title={t('people.day.left')} value={day.left} href={paths.counted('left')} />
          <Figure title={t('people.day.tonight')} value={day.appointments.length} href={paths.counted('agreed')} />
        </dl>
        <p data-quiet role="status">
          {source}
        </p>
      </section>
      {(day.unheld > 0 || day.untouched > 0) && (
        <ul class="day-alerts">
          {day.unheld > 0 && (
            <Alert
              tone="plain"
              text={sayUnheld(day)}
              doors={paths.unheld}
              act={{ href: paths.giveOut, verb: t('people.day.give_out') }}
            />
          )}
          {day.untouched > 0 && (
            <Alert tone="care" text={t('people.day.untouched', { n: day.untouched })} doors={paths.untouched} />
          )}
        </ul>
      )}
      {day.appointments.length > 0 && (
        <section class="panel">
          <h2>{t('people.day.appointments', { n: day.appointments.length })}</h2>
          <ul class="day-agreed">
            {day.appointments.map((each) => (
              <li key={each.household_id}>
                <b>{sayHours(each)}</b>
                <a href={paths.door(each.household_id)}>{sayPlace(each)}</a>
                <span data-quiet>{each.person.name}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="panel">
        <h2>{t('people.day.members')}</h2>
        {day.members.length === 0 ? (
          <Empty icon="people" title={t('people.day.none')} text={t('people.day.none.text')} />
        ) : (
          <ul class="day-members">
            {day.members.map((member) => (
              <MemberLine
                key={member.person.id}
                member={member}
                now={now}
                paths={paths}
                knowsPhones={knowsPhones}
                onMessage={() => write(member.person.name, composeFor(member.person.id, day, doorsLeft))}
              />
            ))}
          </ul>
        )}
        <Button icon="mail" onClick={() => write(day.team.name, composeTeam(day, doorsLeft))}>
          {t('people.day.message.team')}
        </Button>
      </section>
      {writing.value !== null && <MessageSheet {...writing.value} onClose={() => (writing.value = null)} />}
    </>
  );
}

interface FigureProps {
  readonly title: string;
  readonly value: number;
  readonly href: string;
}

function Figure({ title, value, href }: FigureProps) {
  return (
    <div>
      <dt data-quiet>{title}</dt>
      <dd>
        <Counted href={value === 0 ? null : href}>{sayNumber(value)}</Counted>
      </dd>
    </div>
  );
}

interface AlertProps {
  readonly tone: 'plain' | 'care';
  readonly text: string;
  /** Which doors these are. */
  readonly doors: string;
  /** Where something is done about them, if that is another place. */
  readonly act?: { readonly href: string; readonly verb: string };
}

function Alert({ tone, text, doors, act }: AlertProps) {
  return (
    <li data-tone={tone}>
      <Icon name={tone === 'care' ? 'warning' : 'info'} />
      <a href={doors}>{text}</a>
      {act !== undefined && (
        <a class="button" data-size="small" href={act.href} aria-label={`${act.verb} · ${text}`}>
          {act.verb}
        </a>
      )}
    </li>
  );
}
