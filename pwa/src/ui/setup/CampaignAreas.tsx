import { t } from '../../messages';
import type { Named } from '../../store';
import { Button } from '../parts';
import { AreaPicker } from './AreaPicker';

interface Props {
  readonly areas: readonly Named[];
  /** Areas that a running campaign has: they leave by themselves, not with the form. */
  readonly kept: readonly Named[];
  /** It has ended: they are what they were. */
  readonly isOver: boolean;
  /** Left out where none may leave. */
  readonly onLeave?: ((area: Named) => void) | undefined;
  readonly onChange: (areas: readonly Named[]) => void;
}

/** Where a campaign reaches: areas, each with all that lies below it. */
export function CampaignAreas({ areas, kept, isOver, onLeave, onChange }: Props) {
  const stays = new Set(kept.map(({ id }) => id));
  return (
    <fieldset class="campaign-areas">
      <legend>{t('setup.campaign.areas')}</legend>
      <ul>
        {areas.map((area) => (
          <li key={area.id}>
            <span>{area.name}</span>
            {stays.has(area.id) && kept.length > 1 && onLeave !== undefined && (
              <Button
                size="small"
                kind="quiet"
                aria-label={t('setup.campaign.areas.leave', { name: area.name })}
                onClick={() => onLeave(area)}
              >
                {t('setup.campaign.areas.leave.verb')}
              </Button>
            )}
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
      {kept.length > 1 && onLeave !== undefined && <p data-quiet>{t('setup.campaign.areas.kept')}</p>}
      {areas.length === 0 && !isOver && <p class="field-problem">{t('setup.campaign.areas.none')}</p>}
      {isOver ? (
        <p data-quiet>{t('setup.campaign.areas.over')}</p>
      ) : (
        <AreaPicker
          label={t('setup.campaign.areas.add')}
          hint={t('setup.campaign.areas.hint')}
          onPick={({ id, name }) => {
            if (!areas.some((area) => area.id === id)) onChange([...areas, { id, name }]);
          }}
        />
      )}
    </fieldset>
  );
}
