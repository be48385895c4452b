import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { doors, reference, type Team } from '../../store';
import { useNow } from '../board/clock';
import { useCoverage } from '../board/Counting';
import { InviteSheet } from '../board/InviteSheet';
import { Members } from '../board/Members';
import { withQuery } from '../board/office';
import { OpenInvitations, useInvitations } from '../board/OpenInvitations';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { HeldPhone, Member, Team as TeamCounts } from '../board/wire';
import { Button, Icon } from '../parts';
import { MemberMore } from '../people/MemberMore';
import { listPath } from './listed';
import { doorsOf, personRows } from './local';

/** Who is in the team, which phones are silent since when, and what they last said was unsent. */
export function TeamPeople({ team }: { readonly team: Team }) {
  const now = useNow();
  const teams = useGet<{ readonly teams: readonly TeamCounts[] }>(`/api/campaigns/${team.campaign_id}/teams`);
  const phones = useGet<{ readonly phones: readonly HeldPhone[] }>(withQuery('/api/phones', { team_id: team.id }));
  const coverage = useCoverage(
    withQuery(`/api/campaigns/${team.campaign_id}/coverage`, { by: 'person', team_id: team.id }),
  );
  const invitations = useInvitations(team.id);
  const inviting = useSignal(false);
  const members = teams.data?.teams.find(({ id }) => id === team.id)?.members ?? localMembers();
  const reload = (): void => {
    teams.reload();
    phones.reload();
    coverage.reload();
    invitations.reload();
  };
  return (
    <>
      {phones.problem !== null && <Trouble problem={phones.problem} onRetry={reload} />}
      <section class="panel">
        <h2>{t('desk.team.people', { n: members.filter(({ ended_at }) => ended_at === null).length })}</h2>
        <Members
          team={team}
          members={members}
          phones={phones.data?.phones ?? null}
          rows={coverage.data?.rows ?? personRows(doorsOf(doors.value, team.id), reference.value)}
          now={now}
          doorsOf={(person) => listPath({ team_id: team.id, person_id: person })}
          triedBy={(person) => listPath({ tried_by: team.id, tried_person: person })}
          onChanged={reload}
          more={(member) => member.role === 'member' && <MemberMore team={team} member={member} onChanged={reload} />}
        />
        <Button kind="primary" icon="plus" onClick={() => (inviting.value = true)}>
          {t('desk.team.add')}
        </Button>
        <a class="button" href="/team/cards">
          <Icon name="print" />
          {t('people.cards.open')}
        </a>
      </section>
      {phones.problem === null && <OpenInvitations loaded={invitations} now={now} />}
      {inviting.value && (
        <InviteSheet team={team} role="volunteer" onMade={reload} onClose={() => (inviting.value = false)} />
      )}
    </>
  );
}

/** The names this phone knows, while there is no network. */
function localMembers(): readonly Member[] {
  return [...reference.value.members.values()].map(({ id, name, role }) => ({
    id,
    name,
    role: role === 'leader' ? 'leader' : 'member',
    ended_at: null,
  }));
}
