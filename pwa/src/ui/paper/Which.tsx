import { t } from '../../messages';
import { natural } from '../board/heat';
import { withQuery } from '../board/office';
import type { Member, Named } from '../board/wire';
import { useOnce } from './once';

export interface PaperTeam extends Named {
  readonly members: readonly Member[];
}

export interface Chosen {
  readonly team_id: string;
  readonly building_id: string;
}

interface Props {
  readonly campaign: string;
  readonly teams: readonly PaperTeam[];
  readonly chosen: Chosen;
  readonly onChange: (chosen: Chosen) => void;
  /** A leader of one team chooses none. */
  readonly withTeam: boolean;
}

/** Whose list, and of which building. */
export function Which({ campaign, teams, chosen, onChange, withTeam }: Props) {
  const { data } = useOnce<{ readonly buildings: readonly Named[] }>(
    chosen.team_id === '' ? null : withQuery('/api/buildings', { campaign_id: campaign, team_id: chosen.team_id }),
  );
  const buildings = [...(data?.buildings ?? [])].sort((a, b) => natural(a.name, b.name));
  return (
    <>
      {withTeam && (
        <label class="desk-choice">
          {t('rolls.paper.team')}
          <select
            value={chosen.team_id}
            onChange={(event) => onChange({ team_id: event.currentTarget.value, building_id: '' })}
          >
            {teams.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label class="desk-choice">
        {t('rolls.paper.building')}
        <select
          value={chosen.building_id}
          onChange={(event) => onChange({ ...chosen, building_id: event.currentTarget.value })}
        >
          <option value="">{t('rolls.paper.all_buildings')}</option>
          {buildings.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
