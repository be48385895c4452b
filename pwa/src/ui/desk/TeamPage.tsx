import { useSignal } from '@preact/signals';
import { t, tCode } from '../../messages';
import { useNow } from '../board/clock';
import { Counting, useCoverage } from '../board/Counting';
import { ofGoal } from '../board/counts';
import { natural } from '../board/heat';
import { InviteSheet } from '../board/InviteSheet';
import { Members } from '../board/Members';
import { Meter } from '../board/Meter';
import { withQuery } from '../board/office';
import { OpenInvitations, useInvitations } from '../board/OpenInvitations';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Campaign, HeldPhone, Team } from '../board/wire';
import { sayOf, sayShare } from '../board/words';
import { Button, Chip, Empty } from '../parts';
import { MemberMore } from '../people/MemberMore';
import { TeamActions, TeamWarnings } from '../people/TeamActions';
import { doorsPath } from './filters';

/** One team: its people, their phones, and how to bring in another. */
export function TeamPage({ campaign, id }: { readonly campaign: Campaign; readonly id: string }) {
  const now = useNow();
  const teams = useGet<{ readonly teams: readonly Team[] }>(
    withQuery(`/api/campaigns/${campaign.id}/teams`, { team_id: id }),
  );
  const phones = useGet<{ readonly phones: readonly HeldPhone[] }>(withQuery('/api/phones', { team_id: id }));
  const coverage = useCoverage(withQuery(`/api/campaigns/${campaign.id}/coverage`, { by: 'person', team_id: id }));
  const invitations = useInvitations(id);
  const inviting = useSignal(false);
  const team = teams.data?.teams.find((each) => each.id === id);
  if (team === undefined) {
    if (teams.problem !== null) return <Trouble problem={teams.problem} onRetry={teams.reload} />;
    return teams.data === null ? (
      <p role="status">{t('core.loading')}</p>
    ) : (
      <Empty icon="people" title={t('desk.team.gone')} text={t('desk.team.gone.text')} />
    );
  }
  const reload = (): void => {
    teams.reload();
    phones.reload();
    coverage.reload();
    invitations.reload();
  };
  const active = team.members.filter(({ ended_at }) => ended_at === null);
  return (
    <>
      <header class="desk-head">
        <div>
          <p>
            <a href="/desk/teams">{t('desk.nav.teams')}</a>
          </p>
          <h1>{team.name}</h1>
          {team.ended_at != null && <Chip icon="ban">{t('people.team.ended.chip')}</Chip>}
          <p data-quiet>
            {(team.buildings ?? [])
              .map(({ name }) => name)
              .sort(natural)
              .join(t('desk.list'))}
          </p>
        </div>
        <div class="head-actions">
          {team.ended_at == null && (
            <Button size="small" kind="primary" icon="plus" onClick={() => (inviting.value = true)}>
              {t('desk.team.add')}
            </Button>
          )}
          <TeamActions team={team} onChanged={reload} />
        </div>
      </header>
      {team.ended_at == null && <TeamWarnings team={team} />}
      <Counting of={coverage.data} />
      {coverage.data !== null && coverage.data.known > 0 && (
        <section class="panel team-sum">
          <p>
            <b>{sayOf(ofGoal(coverage.data, campaign.goal))}</b> {tCode(`desk.kpi.${campaign.goal}`, campaign.goal)} ·{' '}
            {sayShare(ofGoal(coverage.data, campaign.goal))}
          </p>
          <Meter counts={coverage.data} label={team.name} />
          <p>
            <a href={doorsPath({ team_id: id, unvisited: true })}>
              {t('desk.kpi.left', { n: team.known - team.visited })}
            </a>
          </p>
        </section>
      )}
      {coverage.data?.known === 0 && (
        <Empty icon="building" title={t('desk.team.no_doors')} text={t('desk.team.no_doors.text')}>
          <a class="button" href="/desk/doors?unassigned=1">
            {t('desk.team.pick_doors')}
          </a>
        </Empty>
      )}
      <section class="panel">
        <h2>{t('desk.team.people', { n: active.length })}</h2>
        {active.length === 0 && <Empty icon="people" title={t('desk.team.nobody')} text={t('desk.team.nobody.text')} />}
        <Members
          team={team}
          members={team.members}
          phones={phones.data?.phones ?? null}
          rows={coverage.data?.rows ?? []}
          now={now}
          doorsOf={(person) => doorsPath({ team_id: id, person_id: person })}
          triedBy={(person) => doorsPath({ tried_by: id, tried_person: person })}
          onChanged={reload}
          more={(member) => <MemberMore team={team} member={member} atDesk onChanged={reload} />}
        />
      </section>
      <OpenInvitations loaded={invitations} now={now} />
      {inviting.value && (
        <InviteSheet
          team={team}
          role={team.leaders.length === 0 ? 'leader' : 'volunteer'}
          roles={['volunteer', 'leader']}
          onMade={reload}
          onClose={() => (inviting.value = false)}
        />
      )}
    </>
  );
}
