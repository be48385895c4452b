import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { Ask } from '../board/Ask';
import { useNow } from '../board/clock';
import { InviteSheet } from '../board/InviteSheet';
import { makeTeam } from '../board/office';
import { OpenInvitations, useInvitations } from '../board/OpenInvitations';
import { Trouble } from '../board/Trouble';
import type { Campaign, Team } from '../board/wire';
import { sayAgo, sayClock } from '../board/words';
import { Button, Chip, Empty, Field } from '../parts';
import { navigate } from '../router';
import { useTeams } from './campaign';
import { doorsPath } from './filters';
import { ENOUGH } from '../people/TeamActions';
import './teams.css';

/** The campaign's teams: who leads, who walks, what is left, which phones are silent. */
export function Teams({ campaign }: { readonly campaign: Campaign }) {
  const now = useNow();
  const loaded = useTeams(campaign.id);
  const invitations = useInvitations();
  const asking = useSignal<'team' | 'coordinator' | null>(null);
  const name = useSignal('');
  const teams = loaded.data?.teams ?? [];
  const make = async (): Promise<void> => {
    const { id } = await makeTeam(campaign.id, name.value.trim());
    loaded.reload();
    navigate(`/desk/teams/${id}`);
  };
  return (
    <>
      <header class="desk-head">
        <div>
          <h1>{t('desk.nav.teams')}</h1>
          <p data-quiet>{loaded.data === null ? t('core.loading') : t('desk.teams.count', { n: teams.length })}</p>
        </div>
        <div class="head-actions">
          <Button size="small" icon="person" onClick={() => (asking.value = 'coordinator')}>
            {t('desk.invite.coordinator')}
          </Button>
          <Button
            size="small"
            kind="primary"
            icon="plus"
            onClick={() => {
              name.value = '';
              asking.value = 'team';
            }}
          >
            {t('desk.teams.make')}
          </Button>
        </div>
      </header>
      {loaded.problem !== null && <Trouble problem={loaded.problem} onRetry={loaded.reload} />}
      {loaded.data !== null && teams.length === 0 ? (
        <Empty icon="people" title={t('desk.empty.teams')} text={t('desk.empty.teams.text')} />
      ) : (
        <TeamList teams={teams} now={now} />
      )}
      <OpenInvitations loaded={invitations} now={now} teams={teams} />
      {asking.value === 'team' && (
        <Ask
          title={t('desk.teams.make')}
          verb={t('desk.teams.make')}
          disabled={name.value.trim() === ''}
          onYes={make}
          onClose={() => (asking.value = null)}
        >
          <Field
            label={t('desk.teams.name')}
            value={name.value}
            maxLength={60}
            onInput={(value) => (name.value = value)}
            hint={t('desk.teams.name.hint')}
          />
        </Ask>
      )}
      {asking.value === 'coordinator' && (
        <InviteSheet team={null} role="coordinator" onMade={invitations.reload} onClose={() => (asking.value = null)} />
      )}
    </>
  );
}

function TeamList({ teams, now }: { readonly teams: readonly Team[]; readonly now: number }) {
  return (
    <div class="stacks panel">
      <table class="grid-table stack-table">
        <caption class="visually-hidden">{t('desk.nav.teams')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('desk.col.team')}</th>
            <th scope="col">{t('desk.col.leader')}</th>
            <th scope="col" data-num>
              {t('desk.col.people')}
            </th>
            <th scope="col" data-num>
              {t('desk.col.left')}
            </th>
            <th scope="col">{t('desk.col.phones')}</th>
            <th scope="col">{t('desk.col.heard')}</th>
          </tr>
        </thead>
        <tbody>
          {teams.map((team) => {
            const people = team.members.filter(({ ended_at }) => ended_at === null).length;
            return (
              <tr key={team.id}>
                <th scope="row">
                  <a href={`/desk/teams/${team.id}`}>{team.name}</a>
                  {team.ended_at != null && <Chip icon="ban">{t('people.team.ended.chip')}</Chip>}
                </th>
                <td data-label={t('desk.col.leader')}>
                  {team.leaders.length === 0 ? (
                    <Chip tone="wait" icon="warning">
                      {t('desk.teams.no_leader')}
                    </Chip>
                  ) : (
                    team.leaders.map(({ name }) => name).join(t('desk.list'))
                  )}
                </td>
                <td data-num data-label={t('desk.col.people')}>
                  {people}{' '}
                  {team.ended_at == null && people > 0 && people < ENOUGH && (
                    <Chip tone="wait">{t('people.team.few.short')}</Chip>
                  )}
                </td>
                <td data-num data-label={t('desk.col.left')}>
                  <a href={doorsPath({ team_id: team.id, unvisited: true })}>{team.known - team.visited}</a>
                </td>
                <td data-label={t('desk.col.phones')}>
                  {team.phones.of === 0 ? (
                    <span data-quiet>{t('desk.phone.none')}</span>
                  ) : team.phones.silent === 0 ? (
                    t('desk.phone.all_heard', { n: team.phones.of })
                  ) : (
                    <Chip tone="urgent" icon="warning">
                      {team.phones.silent_since === null
                        ? t('desk.fresh.short_never', { n: team.phones.silent })
                        : t('desk.fresh.short', {
                            n: team.phones.silent,
                            time: sayClock(team.phones.silent_since, now),
                          })}
                    </Chip>
                  )}
                </td>
                <td data-quiet data-label={t('desk.col.heard')}>
                  {sayAgo(team.phones.last_seen_at, now)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
