import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { Ask } from '../board/Ask';
import type { Member, Named } from '../board/wire';
import { Button, toast } from '../parts';
import { endAccess, leaveTeam } from './calls';
import { LeadButton } from './LeadButton';
import './member-more.css';
import { RenameButton } from './RenameButton';
import type { Released } from './wire';

interface Props {
  readonly team: Named;
  readonly member: Member;
  /** A coordinator may end somebody's access; a leader only takes them out of the team. */
  readonly atDesk?: boolean;
  readonly onChanged: () => void;
}

/** What takes something away from a person stands behind one more press, and asks. */
export function MemberMore({ team, member, atDesk = false, onChanged }: Props) {
  const asking = useSignal<'leave' | 'end' | null>(null);
  const close = (): void => {
    asking.value = null;
  };
  const done = async (call: Promise<Released>, key: 'left' | 'end'): Promise<void> => {
    const { doors } = await call;
    toast(t(`people.person.${key}.done`, { name: member.name, n: doors }));
    onChanged();
  };
  return (
    <details class="member-more">
      <summary>
        {t('desk.more')}
        <span class="visually-hidden"> {member.name}</span>
      </summary>
      <div class="member-menu">
        {atDesk && (
          <a class="button" data-size="small" href={`/desk/people/${member.id}`}>
            {t('people.team.person')}
          </a>
        )}
        <RenameButton person={member} onChanged={onChanged} />
        {atDesk && <LeadButton team={team} person={member} role={member.role} onChanged={onChanged} />}
        <Button size="small" onClick={() => (asking.value = 'leave')}>
          {t('desk.member.leave')}
        </Button>
        {atDesk && (
          <Button size="small" kind="danger" onClick={() => (asking.value = 'end')}>
            {t('people.person.end')}
          </Button>
        )}
      </div>
      {asking.value === 'leave' && (
        <Ask
          title={t('desk.member.leave.title', { name: member.name, team: team.name })}
          verb={t('desk.member.leave')}
          danger
          onYes={() => done(leaveTeam(team.id, member.id), 'left')}
          onClose={close}
        >
          <p>{t('desk.member.leave.text')}</p>
        </Ask>
      )}
      {asking.value === 'end' && (
        <Ask
          title={t('people.person.end.title', { name: member.name })}
          verb={t('people.person.end')}
          danger
          onYes={() => done(endAccess(member.id), 'end')}
          onClose={close}
        >
          <p>{t('people.person.end.text')}</p>
        </Ask>
      )}
    </details>
  );
}
