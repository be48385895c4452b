import { t } from '../../messages';
import { useNow } from '../board/clock';
import { Counting, useCoverage } from '../board/Counting';
import { silence } from '../board/freshness';
import { FreshChip } from '../board/FreshChip';
import { withQuery } from '../board/office';
import { Outcomes } from '../board/Outcomes';
import { Over } from '../board/Over';
import { Trouble } from '../board/Trouble';
import type { Campaign } from '../board/wire';
import { sayClock } from '../board/words';
import { Empty } from '../parts';
import { readBoard } from '../seeing/address';
import { Breakdown, whoseOf } from '../seeing/Breakdown';
import { Figures } from '../seeing/Figures';
import { Narrow } from '../seeing/Narrow';
import { Tries } from '../seeing/Tries';
import { sayUnsentOf } from '../seeing/unsent';
import { useTeams } from './campaign';
import './coverage-page.css';
import { doorsPath } from './filters';
import { TowerMaps } from './TowerMaps';

/** What was reached, now: the numbers, how far to trust them, and the doors behind each. What is shown stands in the address. */
export function CoveragePage({
  campaign,
  query,
}: {
  readonly campaign: Campaign;
  readonly query: Readonly<Record<string, string>>;
}) {
  const now = useNow();
  const board = readBoard(query);
  const whose = whoseOf(board);
  const coverage = useCoverage(
    withQuery(`/api/campaigns/${campaign.id}/coverage`, {
      by: 'team',
      team_id: board.team_id,
      area_id: board.area_id,
    }),
  );
  const teams = useTeams(campaign.id);
  const list = teams.data?.teams ?? [];
  const counts = coverage.data;
  const shown = board.team_id === undefined ? list : list.filter(({ id }) => id === board.team_id);
  const quiet = silence(shown.map(({ phones }) => phones));
  return (
    <>
      <header class="desk-head">
        <div>
          <h1>{campaign.name}</h1>
          <p data-quiet role="status" aria-live="polite">
            {coverage.data === null ? t('core.loading') : t('desk.as_of', { time: sayClock(coverage.data.as_of, now) })}
            {teams.data !== null &&
              ` · ${sayUnsentOf(
                shown.map(({ phones }) => phones),
                now,
              )}`}
          </p>
        </div>
        <FreshChip
          of={coverage.data?.silent.of ?? quiet.of}
          silent={coverage.data?.silent.replicas ?? quiet.silent}
          since={quiet.since}
          now={now}
          href={board.team_id === undefined ? '/desk/teams' : `/desk/teams/${board.team_id}`}
        />
      </header>
      <Narrow campaign={campaign} board={board} teams={list} />
      {coverage.problem !== null && <Trouble problem={coverage.problem} onRetry={coverage.reload} />}
      <Counting of={coverage.data} />
      <Over campaign={campaign} now={now} />
      {teams.data !== null && list.length === 0 && counts !== null && counts.known > 0 && (
        <section class="panel coverage-step">
          <p>{t('desk.coverage.no_team')}</p>
          <a class="button" data-kind="primary" data-size="small" href="/desk/setup">
            {t('desk.coverage.no_team.go')}
          </a>
        </section>
      )}
      {counts?.known === 0 ? (
        <Empty icon="building" title={t('desk.empty.roll')} text={t('desk.empty.roll.text')} />
      ) : (
        <>
          <Figures counts={counts} whose={whose} goal={campaign.goal} />
          <Outcomes counts={counts} linkOf={(state) => doorsPath({ ...whose, state })} />
          <Breakdown campaign={campaign} board={board} teams={list} byTeam={coverage} now={now} />
          <Tries tries={coverage.data?.tries ?? []} whose={whose} />
          <TowerMaps campaign={campaign} teams={list} rows={coverage.data?.rows ?? []} board={board} />
        </>
      )}
    </>
  );
}
