import { t } from '../../messages';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Campaign, HeldPhone, Team } from '../board/wire';
import { Empty } from '../parts';
import { Cards } from './Cards';

/** The desk's page of cards for a team. */
export function CardsPage({ campaign, id }: { readonly campaign: Campaign; readonly id: string }) {
  const teams = useGet<{ readonly teams: readonly Team[] }>(`/api/campaigns/${campaign.id}/teams`);
  const phones = useGet<{ readonly phones: readonly HeldPhone[] }>(withQuery('/api/phones', { team_id: id }));
  const team = teams.data?.teams.find((each) => each.id === id);
  const problem = teams.problem ?? phones.problem;
  if (problem !== null) return <Trouble problem={problem} onRetry={teams.reload} />;
  if (teams.data === null || phones.data === null) return <p role="status">{t('core.loading')}</p>;
  if (team === undefined) return <Empty icon="people" title={t('desk.team.gone')} text={t('desk.team.gone.text')} />;
  return (
    <>
      <header class="desk-head">
        <div>
          <p>
            <a href={`/desk/teams/${id}`}>{team.name}</a>
          </p>
          <h1>{t('people.cards.title', { team: team.name })}</h1>
        </div>
      </header>
      <Cards team={team} members={team.members} phones={phones.data.phones} />
    </>
  );
}
