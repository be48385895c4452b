import { t } from '../../messages';
import type { Named } from '../../store';
import { Button } from '../parts';
import { AreaPicker } from './AreaPicker';

interface Props {
  readonly areas: readonly Named[];
  /** Areas that a running campaign has: they stay. */
  readonly kept: readonly Named[];
  readonly onChange: (areas: readonly Named[]) => void;
}

/** Where a campaign reaches: areas, each with all that lies below it. */
export function CampaignAreas({ areas, kept, onChange }: Props) {
  const stays = new Set(kept.map(({ id }) => id));
  return (
    <fieldset class="campaign-areas">
      <legend>{t('setup.campaign.areas')}</legend>
      <ul>
        {areas.map((area) => (
          <li key={area.id}>
            <span>{area.name}</span>
            {!stays.has(area.id) && (
              <Button
                size="small"
                kind="quiet"
                icon="cross"
                aria-label={t('setup.campaign.areas.remove', { name: area.name })}
                onClick={() => onChange(areas.filter(({ id }) => id !== area.id))}
              />
            )}
          </li>
        ))}
      </ul>
      {kept.length > 0 && <p data-quiet>{t('setup.campaign.areas.kept')}</p>}
      {areas.length === 0 && <p class="field-problem">{t('setup.campaign.areas.none')}</p>}
      <AreaPicker
        label={t('setup.campaign.areas.add')}
        hint={t('setup.campaign.areas.hint')}
        onPick={({ id, name }) => {
          if (!areas.some((area) => area.id === id)) onChange([...areas, { id, name }]);
        }}
      />
    </fieldset>
  );
}
