import { useMemo } from 'preact/hooks';
import { t } from '../../messages';
import { newId, type Named } from '../../store';
import { Ask } from '../board/Ask';
import { useNow } from '../board/clock';
import { Holders } from '../board/Holders';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import { sayNumber } from '../board/words';
import type { MoveJob } from '../sharing/wire';
import { leaveCampaign } from './calls';
import type { LeavingArea, SetCampaign } from './wire';

interface Props {
  readonly campaign: SetCampaign;
  readonly area: Named;
  readonly onLeft: (job: MoveJob) => void;
  readonly onClose: () => void;
}

/** What it means to take an area out of a campaign that runs, and the button that does it. */
export function LeaveArea({ campaign, area, onLeft, onClose }: Props) {
  const id = useMemo(newId, []);
  const now = useNow();
  const { data, problem, reload } = useGet<LeavingArea>(`/api/campaigns/${campaign.id}/areas/${area.id}/leaving`);
  return (
    <Ask
      title={t('setup.leaving.title', { name: area.name, campaign: campaign.name })}
      verb={t('setup.leaving.verb', { n: data?.doors ?? 0 })}
      danger
      disabled={data === null}
      onYes={async () => onLeft(await leaveCampaign(campaign.id, area.id, id))}
      onClose={onClose}
    >
      {problem !== null && <Trouble problem={problem} onRetry={reload} />}
      {data === null && problem === null && (
        <p data-quiet role="status">
          {t('core.loading')}
        </p>
      )}
      {data !== null && (
        <>
          <ul class="told-list">
            <li>{sayDoors(data)}</li>
            <li>
              {data.visits === 0
                ? t('setup.leaving.no_visits')
                : t('setup.leaving.visits', { n: data.visits, doors: sayNumber(data.visited) })}
            </li>
            <li>{t('setup.leaving.phones')}</li>
            <li>{t('setup.leaving.undo')}</li>
          </ul>
          {data.doors > 0 && <Holders holders={data.holders} now={now} />}
        </>
      )}
    </Ask>
  );
}

function sayDoors({ doors, teams }: LeavingArea): string {
  if (doors === 0) return t('setup.leaving.no_doors');
  const each = teams.map(({ team, doors: n }) =>
    t('setup.leaving.team', { team: team?.name ?? t('desk.no_team'), n: sayNumber(n) }),
  );
  return t('setup.leaving.doors', { n: doors, teams: each.join(t('desk.list')) });
}
