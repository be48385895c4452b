import { useRef } from 'preact/hooks';
import { t } from '../../messages';
import { reference, session } from '../../store';
import '../board/board.css';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Team } from '../board/wire';
import { Empty } from '../parts';
import { useArrival } from '../parts/arrival';
import { route } from '../router';
import { PrintPage } from './PrintPage';
import { TypePage } from './TypePage';
import type { PaperTeam } from './Which';

/** Paper on a leader's phone: print the team's list, type it back in. */
export function LeaderPaper() {
  const heading = useRef<HTMLHeadingElement>(null);
  const path = route.value.path;
  useArrival(heading, path);
  const led = (session.value?.roles ?? []).flatMap(({ role, team_id }) =>
    role === 'leader' && team_id ? [team_id] : [],
  );
  const campaign = led.map((id) => reference.value.teams.get(id)?.campaign_id).find((id) => id !== undefined);
  const loaded = useGet<{ readonly teams: readonly Team[] }>(
    campaign === undefined ? null : `/api/campaigns/${campaign}/teams`,
  );
  const teams: readonly PaperTeam[] = (loaded.data?.teams ?? []).filter(({ id }) => led.includes(id));
  const isTyping = path === '/team/typing';
  return (
    <div class="team">
      <header class="page-top">
        <p>
          <a class="back-link" href="/team">
            {t('rolls.paper.back')}
          </a>
        </p>
        <h1 ref={heading} tabIndex={-1}>
          {t(isTyping ? 'rolls.tab.typing' : 'rolls.tab.paper')}
        </h1>
      </header>
      <main class="page-body">
        {loaded.problem !== null && <Trouble problem={loaded.problem} onRetry={loaded.reload} />}
        {campaign === undefined ? (
          <Empty icon="people" title={t('desk.team.not_leader')} text={t('desk.team.not_leader.text')} />
        ) : loaded.data === null ? (
          <p role="status">{t('core.loading')}</p>
        ) : isTyping ? (
          <TypePage campaign={campaign} teams={teams} withTeam={teams.length > 1} />
        ) : (
          <PrintPage campaign={campaign} teams={teams} withTeam={teams.length > 1} typing="/team/typing" />
        )}
      </main>
    </div>
  );
}
