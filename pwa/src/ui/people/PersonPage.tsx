import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { session } from '../../store';
import { Ask } from '../board/Ask';
import { useNow } from '../board/clock';
import { byConcern } from '../board/freshness';
import { InviteSheet } from '../board/InviteSheet';
import { withQuery } from '../board/office';
import { PhoneLine } from '../board/PhoneLine';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Campaign } from '../board/wire';
import { sayClock } from '../board/words';
import { Button, Empty, toast } from '../parts';
import { AuditTable } from './AuditTable';
import { endAccess } from './calls';
import { PersonRoles } from './PersonRoles';
import { PersonTeams } from './PersonTeams';
import { RenameButton } from './RenameButton';
import './people.css';
import type { AuditPage, PersonHeld } from './wire';

/** One person: teams, roles, phones, and what was done about them. */
export function PersonPage({ id, campaign }: { readonly id: string; readonly campaign: Campaign | null }) {
  const now = useNow();
  const loaded = useGet<PersonHeld>(`/api/people/${id}`);
  const audit = useGet<AuditPage>(withQuery('/api/audit', { subject_id: id }));
  const asking = useSignal<'invite' | 'end' | null>(null);
  const person = loaded.data;
  if (person === null) {
    if (loaded.problem === null) return <p role="status">{t('core.loading')}</p>;
    if (loaded.problem.status !== 404) return <Trouble problem={loaded.problem} onRetry={loaded.reload} />;
    return <Empty icon="person" title={t('people.person.gone')} text={t('people.person.gone.text')} />;
  }
  const reload = (): void => {
    loaded.reload();
    audit.reload();
  };
  const end = async (): Promise<void> => {
    const { doors } = await endAccess(id);
    toast(t(doors === 0 ? 'people.person.end.only' : 'people.person.end.done', { name: person.name, n: doors }));
    reload();
  };
  const team = person.roles.find(({ team_id }) => team_id !== undefined);
  const isSelf = session.value?.person.id === id;
  return (
    <>
      <header class="desk-head">
        <div>
          <p>
            <a href="/desk/people">{t('people.person.back')}</a>
          </p>
          <h1>{person.name}</h1>
          {person.ended_at !== null && (
            <p data-quiet>{t('people.person.ended', { time: sayClock(person.ended_at, now) })}</p>
          )}
        </div>
        {person.ended_at === null && (
          <div class="head-actions">
            <RenameButton person={person} onChanged={reload} />
            {team?.team_id !== undefined && (
              <Button size="small" icon="plus" onClick={() => (asking.value = 'invite')}>
                {t('desk.invite.new')}
              </Button>
            )}
            {!isSelf && (
              <Button size="small" kind="danger" icon="ban" onClick={() => (asking.value = 'end')}>
                {t('people.person.end')}
              </Button>
            )}
          </div>
        )}
      </header>
      <PersonTeams person={person} campaign={campaign} onChanged={reload} />
      <PersonRoles person={person} onChanged={reload} />
      <section class="panel">
        <h2>{t('people.person.phones')}</h2>
        {person.phones.length === 0 && <p data-quiet>{t('people.list.no_phone')}</p>}
        {byConcern(person.phones, now).map((phone) => (
          <PhoneLine key={phone.replica} phone={phone} person={person.name} now={now} onChanged={reload} />
        ))}
      </section>
      {audit.data !== null && audit.data.lines.length > 0 && (
        <section class="panel">
          <h2>{t('people.person.audit')}</h2>
          <div class="scroll-x" tabIndex={0} role="region" aria-label={t('people.person.audit')}>
            <AuditTable lines={audit.data.lines} now={now} />
          </div>
        </section>
      )}
      {asking.value === 'invite' && team?.team_id !== undefined && (
        <InviteSheet
          team={{ id: team.team_id, name: team.place ?? '' }}
          person={person}
          role={team.role === 'leader' ? 'leader' : 'volunteer'}
          onMade={reload}
          onClose={() => (asking.value = null)}
        />
      )}
      {asking.value === 'end' && (
        <Ask
          title={t('people.person.end.title', { name: person.name })}
          verb={t('people.person.end')}
          danger
          onYes={end}
          onClose={() => (asking.value = null)}
        >
          <p>{t('people.person.end.text')}</p>
        </Ask>
      )}
    </>
  );
}
