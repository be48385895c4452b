import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import type { ApiProblem } from '../../store';
import { Ask } from '../board/Ask';
import { problemOf, useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Campaign, Named, Team } from '../board/wire';
import { Button, toast } from '../parts';
import { addToTeam, leaveTeam } from './calls';
import { LeadButton } from './LeadButton';
import type { PersonHeld, RoleHeld } from './wire';
import { sayRole } from './words';

interface Props {
  readonly person: PersonHeld;
  readonly campaign: Campaign | null;
  readonly onChanged: () => void;
}

/** The teams a person is in, and how to bring them into another: they stay where they are. */
export function PersonTeams({ person, campaign, onChanged }: Props) {
  const leaving = useSignal<RoleHeld | null>(null);
  const held = person.roles.filter(({ team_id }) => team_id !== undefined);
  const leave = async (role: RoleHeld): Promise<void> => {
    const { doors } = await leaveTeam(role.team_id ?? '', person.id);
    toast(t(doors === 0 ? 'people.person.left.only' : 'people.person.left.done', { name: person.name, n: doors }));
    onChanged();
  };
  return (
    <section class="panel">
      <h2>{t('people.person.teams')}</h2>
      {held.length === 0 && <p data-quiet>{t('people.person.teams.none')}</p>}
      <ul class="person-lines">
        {held.map((role) => (
          <li key={role.team_id}>
            <a href={`/desk/teams/${role.team_id}`}>{sayRole(role)}</a>
            <span class="head-actions">
              {person.ended_at === null && (
                <LeadButton
                  team={{ id: role.team_id ?? '', name: role.place ?? '' }}
                  person={person}
                  role={role.role === 'leader' ? 'leader' : 'member'}
                  onChanged={onChanged}
                />
              )}
              <Button size="small" kind="quiet" onClick={() => (leaving.value = role)}>
                {t('desk.member.leave')}
                <span class="visually-hidden"> {role.place}</span>
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {person.ended_at === null && campaign !== null && (
        <JoinForm person={person} campaign={campaign} held={held} onChanged={onChanged} />
      )}
      {leaving.value !== null && (
        <Ask
          title={t('desk.member.leave.title', { name: person.name, team: leaving.value.place ?? '' })}
          verb={t('desk.member.leave')}
          danger
          onYes={() => (leaving.value === null ? Promise.resolve() : leave(leaving.value))}
          onClose={() => (leaving.value = null)}
        >
          <p>{t('desk.member.leave.text')}</p>
        </Ask>
      )}
    </section>
  );
}

interface JoinProps extends Omit<Props, 'campaign'> {
  readonly campaign: Campaign;
  readonly held: readonly RoleHeld[];
}

function JoinForm({ person, campaign, held, onChanged }: JoinProps) {
  const loaded = useGet<{ readonly teams: readonly Team[] }>(`/api/campaigns/${campaign.id}/teams`);
  const chosen = useSignal('');
  const role = useSignal<'member' | 'leader'>('member');
  const problem = useSignal<ApiProblem | null>(null);
  const teams: readonly Named[] = (loaded.data?.teams ?? []).filter(
    ({ id, ended_at }) => ended_at == null && !held.some(({ team_id }) => team_id === id),
  );
  const join = async (): Promise<void> => {
    const team = teams.find(({ id }) => id === chosen.value);
    if (team === undefined) return;
    problem.value = null;
    try {
      await addToTeam(team.id, person.id, role.value);
      toast(t('people.person.teams.added', { name: person.name, team: team.name }));
      chosen.value = '';
      onChanged();
    } catch (error) {
      problem.value = problemOf(error);
    }
  };
  if (teams.length === 0) return null;
  return (
    <>
      <div class="person-form">
        <label class="desk-choice">
          <span>{t('people.person.teams.which')}</span>
          <select value={chosen.value} onChange={(event) => (chosen.value = event.currentTarget.value)}>
            <option value="">–</option>
            {teams.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="desk-choice">
          <span>{t('people.person.teams.as')}</span>
          <select
            value={role.value}
            onChange={(event) => (role.value = event.currentTarget.value === 'leader' ? 'leader' : 'member')}
          >
            <option value="member">{t('people.role.volunteer')}</option>
            <option value="leader">{t('people.role.leader')}</option>
          </select>
        </label>
        <Button size="small" icon="plus" disabled={chosen.value === ''} onClick={() => void join()}>
          {t('people.person.teams.add')}
        </Button>
      </div>
      <p data-quiet>{t('people.person.teams.two')}</p>
      {problem.value !== null && <Trouble problem={problem.value} />}
    </>
  );
}
