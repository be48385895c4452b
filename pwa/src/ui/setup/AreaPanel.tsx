import { useSignal } from '@preact/signals';
import { t, tCode } from '../../messages';
import { Ask } from '../board/Ask';
import { natural } from '../board/heat';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import { Button, Empty, toast } from '../parts';
import { navigate } from '../router';
import { AreaSheet } from './AreaSheet';
import { makeArea, removeArea } from './calls';
import type { Area, Areas, PlacedBuilding } from './wire';

interface Props {
  readonly id: string;
  readonly onChanged: () => void;
}

/** One area: its buildings with their doors, and what can be done with it. */
export function AreaPanel({ id, onChanged }: Props) {
  const one = useGet<Areas>(withQuery('/api/areas', { id }));
  const buildings = useGet<{ readonly buildings: readonly PlacedBuilding[] }>(
    withQuery('/api/buildings', { area_id: id, doors: true }),
  );
  const asking = useSignal<'below' | 'edit' | 'remove' | null>(null);
  const area = one.data?.areas[0];
  if (area === undefined) {
    if (one.problem !== null) return <Trouble problem={one.problem} onRetry={one.reload} />;
    return one.data === null ? (
      <p role="status">{t('core.loading')}</p>
    ) : (
      <Empty icon="pin" title={t('setup.area.gone')} />
    );
  }
  const close = (): void => {
    asking.value = null;
    one.reload();
    onChanged();
  };
  const remove = async (): Promise<void> => {
    await removeArea(id);
    onChanged();
    navigate('/desk/setup/areas', { replace: true });
    const again = { name: area.name, level: area.level, parent_id: area.parent_id };
    toast(t('setup.area.removed', { name: area.name }), {
      undo: async () => {
        await makeArea(again);
        onChanged();
      },
    });
  };
  const own = [...(buildings.data?.buildings ?? [])].sort((a, b) => natural(a.name, b.name));
  const isEmpty = area.children === 0 && area.buildings === 0;
  return (
    <section class="panel area-panel" aria-label={area.name}>
      <header>
        <p data-quiet>
          {[area.above.join(' › '), tCode(`setup.level.${area.level}`, area.level)].filter(Boolean).join(' · ')}
        </p>
        <h2>{area.name}</h2>
        <div class="head-actions">
          <Button size="small" icon="plus" onClick={() => (asking.value = 'below')}>
            {t('setup.area.add')}
          </Button>
          <Button size="small" icon="edit" onClick={() => (asking.value = 'edit')}>
            {t('setup.area.edit')}
          </Button>
          {isEmpty && (
            <Button size="small" kind="quiet" icon="cross" onClick={() => (asking.value = 'remove')}>
              {t('setup.area.remove')}
            </Button>
          )}
        </div>
      </header>
      <Buildings area={area} buildings={own} loading={buildings.data === null} />
      {asking.value === 'below' && <AreaSheet parent={area} area={null} onClose={close} />}
      {asking.value === 'edit' && <AreaSheet parent={null} area={area} onClose={close} />}
      {asking.value === 'remove' && (
        <Ask
          title={t('setup.area.remove.title', { name: area.name })}
          verb={t('setup.area.remove')}
          danger
          onYes={remove}
          onClose={() => (asking.value = null)}
        >
          <p>{t('setup.area.remove.text')}</p>
        </Ask>
      )}
    </section>
  );
}

interface BuildingsProps {
  readonly area: Area;
  readonly buildings: readonly PlacedBuilding[];
  readonly loading: boolean;
}

function Buildings({ area, buildings, loading }: BuildingsProps) {
  if (loading) return <p role="status">{t('core.loading')}</p>;
  const doors = buildings.reduce((sum, building) => sum + (building.doors ?? 0), 0);
  return (
    <>
      <div class="between">
        <h3>
          {buildings.length === 0 ? t('setup.area.no_buildings') : t('setup.area.sum', { n: buildings.length, doors })}
        </h3>
        <a class="button" data-kind="primary" data-size="small" href={`/desk/setup/building?area=${area.id}`}>
          {t('setup.building.add')}
        </a>
      </div>
      {buildings.length === 0 ? (
        <p>
          {t('setup.area.no_buildings.text')} <a href="/desk/rolls">{t('setup.area.roll')}</a>
        </p>
      ) : (
        <ul class="building-list">
          {buildings.map((building) => (
            <li key={building.id}>
              <a href={`/desk/setup/building?area=${building.area_id}&building=${building.id}`}>{building.name}</a>
              <span data-quiet>{t('setup.building.doors', { n: building.doors ?? 0 })}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
