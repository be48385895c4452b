import { t } from '../../messages';
import type { Team } from '../../store';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { HeldPhone, Team as TeamCounts } from '../board/wire';
import { Cards } from '../people/Cards';

/** Cards for the whole team, from the leader's phone. */
export function TeamCards({ team }: { readonly team: Team }) {
  const teams = useGet<{ readonly teams: readonly TeamCounts[] }>(`/api/campaigns/${team.campaign_id}/teams`);
  const phones = useGet<{ readonly phones: readonly HeldPhone[] }>(withQuery('/api/phones', { team_id: team.id }));
  const problem = teams.problem ?? phones.problem;
  if (problem !== null) return <Trouble problem={problem} onRetry={teams.reload} />;
  const found = teams.data?.teams.find(({ id }) => id === team.id);
  if (found === undefined || phones.data === null) return <p role="status">{t('core.loading')}</p>;
  return (
    <>
      <h2>{t('people.cards.title', { team: team.name })}</h2>
      <Cards team={team} members={found.members} phones={phones.data.phones} />
    </>
  );
}
