import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { Ask } from '../board/Ask';
import { Button, toast } from '../parts';
import { navigate } from '../router';
import { AreaPicker } from './AreaPicker';
import { placeBuilding } from './calls';
import type { Area, PlacedBuilding } from './wire';

interface Props {
  readonly known: PlacedBuilding;
  /** The area it stands in now. */
  readonly area: string;
}

/** A building that stands in the wrong area goes to another with its doors. */
export function PlaceBuilding({ known, area }: Props) {
  const asks = useSignal(false);
  const to = useSignal<Area | null>(null);
  const go = async (): Promise<void> => {
    if (to.value === null) return;
    await placeBuilding(known.id, to.value.id);
    toast(t('setup.building.placed', { name: known.name, area: to.value.name }), {
      undo: () => placeBuilding(known.id, area).then(() => undefined),
    });
    navigate(`/desk/setup/areas?area=${to.value.id}`);
  };
  const ask = (): void => {
    to.value = null;
    asks.value = true;
  };
  return (
    <>
      <Button onClick={ask}>{t('setup.building.place')}</Button>
      {asks.value && (
        <Ask
          title={t('setup.building.place.title', { name: known.name })}
          verb={t('setup.building.place')}
          disabled={to.value === null || to.value.id === area}
          onYes={go}
          onClose={() => (asks.value = false)}
        >
          <p>{t('setup.building.place.text')}</p>
          <AreaPicker label={t('setup.building.place.to')} onPick={(picked) => (to.value = picked)} />
          {to.value !== null && (
            <p role="status">
              <b>{to.value.name}</b>
            </p>
          )}
        </Ask>
      )}
    </>
  );
}
