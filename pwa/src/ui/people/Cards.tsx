import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t } from '../../messages';
import { newId, session, type ApiProblem } from '../../store';
import { LocalNote } from '../board/LocalNote';
import { Qr } from '../board/Qr';
import { groupCode } from '../board/qr-path';
import { problemOf } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { HeldPhone, Member, Named } from '../board/wire';
import { sayClock } from '../board/words';
import { Button, Field } from '../parts';
import { useArrival } from '../parts/arrival';
import { useOpenForm } from '../update';
import { inviteTeam } from './calls';
import './cards.css';
import { namesIn } from './names';
import type { InvitedSheet } from './wire';

const MOST = 200;
const WEEK_HOURS = 168;

interface Props {
  readonly team: Named;
  readonly members: readonly Member[];
  readonly phones: readonly HeldPhone[];
}

/** A sheet of cards for a whole team: for those in it, and for new people by name. */
export function Cards({ team, members, phones }: Props) {
  const sheet = useSignal<InvitedSheet | null>(null);
  const id = useSignal(newId());
  if (sheet.value !== null) {
    return (
      <Ready
        team={team}
        sheet={sheet.value}
        onAgain={() => {
          id.value = newId();
          sheet.value = null;
        }}
      />
    );
  }
  return <Order id={id.value} team={team} members={members} phones={phones} onMade={(made) => (sheet.value = made)} />;
}

interface OrderProps extends Props {
  readonly id: string;
  readonly onMade: (sheet: InvitedSheet) => void;
}

function Order({ id, team, members, phones, onMade }: OrderProps) {
  const order = useRef<HTMLElement>(null);
  useArrival(order, id);
  const text = useSignal('');
  const known = useSignal(true);
  const everybody = useSignal(false);
  const hours = useSignal(WEEK_HOURS);
  const busy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const active = members.filter(({ ended_at }) => ended_at === null);
  const withPhone = new Set(phones.filter(({ lost_at }) => lost_at === null).map(({ person }) => person.id));
  const without = active.filter((member) => !withPhone.has(member.id));
  const people = known.value ? (everybody.value ? active : without) : [];
  const names = namesIn(text.value);
  const count = people.length + names.length;
  useOpenForm(text.value !== '');
  const make = async (): Promise<void> => {
    busy.value = true;
    problem.value = null;
    try {
      onMade(
        await inviteTeam(team.id, { id, person_ids: people.map((each) => each.id), names, valid_hours: hours.value }),
      );
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <section class="panel cards-order" ref={order} tabIndex={-1}>
      <p>{t('people.cards.about')}</p>
      <LocalNote />
      <fieldset class="desk-options">
        <legend>{t('people.cards.who')}</legend>
        <label class="desk-tick" data-on={known.value}>
          <input
            type="checkbox"
            checked={known.value}
            onChange={(event) => (known.value = event.currentTarget.checked)}
          />
          <span>{t('people.cards.all', { n: without.length })}</span>
        </label>
        <label class="desk-tick" data-on={known.value && everybody.value}>
          <input
            type="checkbox"
            checked={everybody.value}
            disabled={!known.value}
            onChange={(event) => (everybody.value = event.currentTarget.checked)}
          />
          <span>{t('people.cards.with_phone')}</span>
        </label>
      </fieldset>
      <Field
        label={t('people.cards.new')}
        value={text.value}
        lines={5}
        maxLength={20_000}
        hint={t('people.cards.new.hint')}
        onInput={(value) => (text.value = value)}
      />
      <label class="desk-choice">
        <span>{t('people.cards.valid')}</span>
        <select value={hours.value} onChange={(event) => (hours.value = Number(event.currentTarget.value))}>
          <option value={24}>{t('desk.invite.day')}</option>
          <option value={WEEK_HOURS}>{t('desk.invite.week')}</option>
        </select>
      </label>
      {count > MOST && <p role="alert">{t('people.cards.too_many')}</p>}
      {problem.value !== null && <Trouble problem={problem.value} />}
      <Button kind="primary" disabled={busy.value || count === 0 || count > MOST} onClick={() => void make()}>
        {busy.value
          ? t('desk.working')
          : count === 0
            ? t('people.cards.make_none')
            : t('people.cards.make', { n: count })}
      </Button>
    </section>
  );
}

interface ReadyProps {
  readonly team: Named;
  readonly sheet: InvitedSheet;
  readonly onAgain: () => void;
}

function Ready({ team, sheet, onAgain }: ReadyProps) {
  useOpenForm();
  const told = useRef<HTMLElement>(null);
  useArrival(told, sheet.invitations[0]?.id ?? ''); // the button that made them is gone
  const organization = session.value?.organization.name ?? '';
  return (
    <>
      <section class="panel cards-told" ref={told} tabIndex={-1}>
        <p role="status">
          <b>{t('people.cards.ready', { n: sheet.invitations.length })}</b>
        </p>
        {sheet.skipped.length > 0 && (
          <p>{t('people.cards.skipped', { names: sheet.skipped.map(({ name }) => name).join(t('desk.list')) })}</p>
        )}
        <LocalNote />
        <div class="head-actions">
          <Button kind="primary" icon="print" onClick={() => print()}>
            {t('people.cards.print')}
          </Button>
          <Button onClick={onAgain}>{t('people.cards.again')}</Button>
        </div>
      </section>
      <ul class="card-sheet">
        {sheet.invitations.map(({ id, person, code, path, expires_at }) => {
          const link = new URL(path, location.origin).href;
          return (
            <li key={id}>
              <header>
                <b>{t('core.product.full')}</b>
                <span>{[organization, team.name].filter((part) => part !== '').join(' · ')}</span>
              </header>
              <h3>{person.name}</h3>
              <Qr text={link} label={t('desk.invite.qr', { name: person.name })} />
              <p>{t('people.cards.how')}</p>
              <p class="card-link">{link.replace(/#.*/, '')}</p>
              <p>
                {t('people.cards.code')} <b>{groupCode(code)}</b>
              </p>
              <p>{t('desk.invite.until', { time: sayClock(expires_at, Date.now()) })}</p>
            </li>
          );
        })}
      </ul>
    </>
  );
}
