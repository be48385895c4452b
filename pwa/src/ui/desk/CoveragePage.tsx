import { t } from '../../messages';
import { NO_COUNTS } from '../board/counts';
import { silence } from '../board/freshness';
import { FreshChip } from '../board/FreshChip';
import { useNow } from '../board/clock';
import { withQuery } from '../board/office';
import { Outcomes } from '../board/Outcomes';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Campaign, Coverage } from '../board/wire';
import { sayClock } from '../board/words';
import { Empty } from '../parts';
import { doorsPath } from './filters';
import { Kpis } from './Kpis';
import { TeamTable } from './TeamTable';
import { TowerMaps } from './TowerMaps';
import { useTeams } from './campaign';
import './coverage-page.css';

/** What was reached, by every team, now: the numbers, how far to trust them, and the doors behind each. */
export function CoveragePage({
  campaign,
  query,
}: {
  readonly campaign: Campaign;
  readonly query: Readonly<Record<string, string>>;
}) {
  const now = useNow();
  const coverage = useGet<Coverage>(withQuery(`/api/campaigns/${campaign.id}/coverage`, { by: 'team' }));
  const teams = useTeams(campaign.id);
  const list = teams.data?.teams ?? [];
  const counts = coverage.data ?? NO_COUNTS;
  const quiet = silence(list.map(({ phones }) => phones));
  return (
    <>
      <header class="desk-head">
        <div>
          <h1>{campaign.name}</h1>
          <p data-quiet role="status" aria-live="polite">
            {coverage.data === null ? t('core.loading') : t('desk.as_of', { time: sayClock(coverage.data.as_of, now) })}
          </p>
        </div>
        <FreshChip
          of={coverage.data?.silent.of ?? quiet.of}
          silent={coverage.data?.silent.replicas ?? quiet.silent}
          since={quiet.since}
          now={now}
        />
      </header>
      {coverage.problem !== null && <Trouble problem={coverage.problem} onRetry={coverage.reload} />}
      {coverage.data !== null && counts.known === 0 ? (
        <Empty icon="building" title={t('desk.empty.roll')} text={t('desk.empty.roll.text')} />
      ) : (
        <>
          <Kpis counts={counts} />
          <Outcomes counts={counts} linkOf={(state) => doorsPath({ state })} />
          <TeamTable rows={coverage.data?.rows ?? []} teams={list} now={now} />
          <TowerMaps campaign={campaign} teams={list} rows={coverage.data?.rows ?? []} wanted={query['team_id']} />
        </>
      )}
    </>
  );
}
