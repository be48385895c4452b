import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../../messages';
import { Button, Chip } from '../parts';
import { Counted } from './Counted';
import { left } from './counts';
import { byConcern } from './freshness';
import { InviteSheet } from './InviteSheet';
import './members.css';
import { PhoneLine } from './PhoneLine';
import type { CoverageRow, HeldPhone, Member, Named } from './wire';

interface Props {
  readonly team: Named;
  readonly members: readonly Member[];
  readonly phones: readonly HeldPhone[] | null;
  readonly rows: readonly CoverageRow[];
  readonly now: number;
  readonly doorsOf: (person: string) => string;
  /** The doors where one was for the team, whoever has them now. */
  readonly triedBy: (person: string) => string;
  readonly onChanged: () => void;
  /** More that may be done with a person. */
  readonly more?: (member: Member) => ComponentChildren;
}

/** The people of a team with their phones and doors; a new invitation for each. */
export function Members({ team, members, phones, rows, now, doorsOf, triedBy, onChanged, more }: Props) {
  const inviting = useSignal<Member | null>(null);
  const active = members.filter(({ ended_at }) => ended_at === null);
  return (
    <>
      <ul class="team-members">
        {active.map((member) => {
          const row = rows.find(({ id }) => id === member.id);
          const held = byConcern(
            (phones ?? []).filter(({ person }) => person.id === member.id),
            now,
          );
          return (
            <li key={member.id}>
              <header>
                <h3>{member.name}</h3>
                {member.role === 'leader' && <Chip tone="ok">{t('desk.role.leader')}</Chip>}
              </header>
              <p class="member-work">
                {row?.work !== undefined && (
                  <span>
                    <Counted href={row.work.doors === 0 ? null : triedBy(member.id)}>
                      {t('desk.member.work', { visits: row.work.visits, doors: row.work.doors })}
                    </Counted>
                  </span>
                )}
                {row !== undefined && row.known > 0 ? (
                  <a href={doorsOf(member.id)}>{t('desk.member.holds', { n: row.known, left: left(row) })}</a>
                ) : (
                  <span data-quiet>{t('desk.member.holds_none')}</span>
                )}
              </p>
              <div class="member-phones">
                {held.map((phone) => (
                  <PhoneLine key={phone.replica} phone={phone} person={member.name} now={now} onChanged={onChanged} />
                ))}
                {phones !== null && held.length === 0 && <p data-quiet>{t('desk.member.no_phone')}</p>}
              </div>
              <div class="member-actions">
                <Button
                  size="small"
                  icon="plus"
                  onClick={() => (inviting.value = member)}
                  aria-label={`${t('desk.invite.new')} · ${member.name}`}
                >
                  {t('desk.invite.new')}
                </Button>
                {more?.(member)}
              </div>
            </li>
          );
        })}
      </ul>
      {inviting.value !== null && (
        <InviteSheet
          team={team}
          person={inviting.value}
          role={inviting.value.role === 'leader' ? 'leader' : 'volunteer'}
          onMade={onChanged}
          onClose={() => (inviting.value = null)}
        />
      )}
    </>
  );
}
