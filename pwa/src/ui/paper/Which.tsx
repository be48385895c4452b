import { t } from '../../messages';
import type { Member, Named } from '../board/wire';

export interface PaperTeam extends Named {
  readonly members: readonly Member[];
  readonly buildings: readonly Named[];
}

export interface Chosen {
  readonly team_id: string;
  readonly building_id: string;
}

interface Props {
  readonly teams: readonly PaperTeam[];
  readonly chosen: Chosen;
  readonly onChange: (chosen: Chosen) => void;
  /** A leader of one team chooses none. */
  readonly withTeam: boolean;
}

/** Whose list, and of which building. */
export function Which({ teams, chosen, onChange, withTeam }: Props) {
  const team = teams.find(({ id }) => id === chosen.team_id);
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
          {(team?.buildings ?? []).map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
