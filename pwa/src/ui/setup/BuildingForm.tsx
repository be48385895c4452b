import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { t } from '../../messages';
import { newId, type ApiProblem } from '../../store';
import { Ask } from '../board/Ask';
import { withQuery } from '../board/office';
import { problemOf, useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import { Button, Field, toast } from '../parts';
import { navigate } from '../router';
import { useOpenForm } from '../update';
import { addDoors, makeBuilding, removeBuilding, renameBuilding } from './calls';
import { DoorsPreview } from './DoorsPreview';
import { entranceNames, keyOf, kindOf, layOut, MOST_DOORS, type Cell, type Sketch } from './layout';
import { PlaceBuilding } from './PlaceBuilding';
import { SketchFields } from './SketchFields';
import type { Areas, PlacedBuilding } from './wire';

const FIRST: Sketch = {
  kind: 'floors',
  entrances: '1-2',
  lowest: '1',
  highest: '6',
  per_floor: '2',
  left_out: '',
  numbering: 'floor',
};

/** To a building that is there nothing is added until somebody says what. */
const NOTHING: Sketch = { ...FIRST, entrances: '', highest: '' };

interface Props {
  readonly area: string;
  /** One that is there, to which doors are added; null: a new one. */
  readonly building: string | null;
}

/** A building in a few words, its doors beside them as a grid while one types; made in one go. */
export function BuildingForm({ area, building }: Props) {
  const areas = useGet<Areas>(withQuery('/api/areas', { id: area }));
  const there = useGet<{ readonly buildings: readonly PlacedBuilding[] }>(
    building === null ? null : withQuery('/api/buildings', { area_id: area, doors: true }),
  );
  const known = there.data?.buildings.find(({ id }) => id === building);
  const place = areas.data?.areas[0];
  if (areas.problem !== null) return <Trouble problem={areas.problem} onRetry={areas.reload} />;
  if (areas.data === null || (building !== null && there.data === null))
    return <p role="status">{t('core.loading')}</p>;
  return (
    <>
      <header class="desk-head">
        <div>
          <p>
            <a href={`/desk/setup/areas?area=${area}`}>{place?.name ?? t('setup.areas.title')}</a>
          </p>
          <h1>{known?.name ?? t('setup.building.add')}</h1>
          {known !== undefined && <p data-quiet>{t('setup.building.doors', { n: known.doors ?? 0 })}</p>}
        </div>
      </header>
      <Form area={area} known={known ?? null} onChanged={there.reload} />
    </>
  );
}

interface FormProps {
  readonly area: string;
  readonly known: PlacedBuilding | null;
  readonly onChanged: () => void;
}

function Form({ area, known, onChanged }: FormProps) {
  useOpenForm();
  const id = useMemo(newId, []);
  const name = useSignal(known?.name ?? '');
  const sketch = useSignal<Sketch>(known === null ? FIRST : NOTHING);
  /** Doors clicked away, the latest last: each click can be undone. */
  const away = useSignal<readonly string[]>([]);
  const busy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const called = entranceNames(known?.entrances ?? [], (n) => t('setup.building.entrance', { n }));
  const cells = layOut(sketch.value, called);
  const left = new Set(away.value);
  const doors = cells.filter((cell) => !left.has(keyOf(cell)));
  const isRenamed = known !== null && name.value.trim() !== known.name;
  const isReady = name.value.trim() !== '' && (doors.length > 0 || isRenamed) && cells.length <= MOST_DOORS;
  const toggle = (cell: Cell): void => {
    const key = keyOf(cell);
    away.value = left.has(key) ? away.value.filter((each) => each !== key) : [...away.value, key];
  };
  const save = async (): Promise<void> => {
    busy.value = true;
    problem.value = null;
    try {
      if (known === null) await make(area, id, name.value.trim(), sketch.value, doors);
      else await extend(known, name.value.trim(), doors);
      onChanged();
      navigate(`/desk/setup/areas?area=${area}`);
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <form
      class="building-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !busy.value) void save();
      }}
    >
      <section class="panel">
        <Field
          label={t('setup.building.name')}
          hint={t('setup.building.name.hint')}
          value={name.value}
          maxLength={80}
          onInput={(value) => (name.value = value)}
        />
        {known !== null && <h2>{t('setup.building.more')}</h2>}
        <SketchFields
          sketch={sketch.value}
          onChange={(next) => {
            sketch.value = next;
            away.value = [];
          }}
        />
        {cells.length > MOST_DOORS && (
          <p class="field-problem" role="alert">
            {t('setup.building.too_many', { n: MOST_DOORS })}
          </p>
        )}
        {problem.value !== null && <Trouble problem={problem.value} />}
        <div class="head-actions">
          <Button type="submit" kind="primary" disabled={!isReady || busy.value}>
            {busy.value ? t('desk.working') : verbOf(name.value.trim(), doors.length, known !== null)}
          </Button>
          {away.value.length > 0 && (
            <Button icon="undo" onClick={() => (away.value = away.value.slice(0, -1))}>
              {t('setup.building.undo')}
            </Button>
          )}
          {known !== null && <PlaceBuilding known={known} area={area} />}
          {known !== null && <RemoveBuilding known={known} area={area} />}
        </div>
      </section>
      <DoorsPreview cells={cells} away={left} onToggle={toggle} />
    </form>
  );
}

/** What the button does, or what it waits for. */
function verbOf(name: string, doors: number, isThere: boolean): string {
  if (name === '') return t('setup.building.unnamed');
  return doors === 0 && isThere ? t('core.action.save') : t('setup.building.make', { n: doors });
}

function RemoveBuilding({ known, area }: { readonly known: PlacedBuilding; readonly area: string }) {
  const asks = useSignal(false);
  const remove = async (): Promise<void> => {
    const { closed, kept } = await removeBuilding(known.id);
    toast(kept === 0 ? t('setup.building.removed', { n: closed }) : t('setup.building.kept', { n: kept, closed }));
    navigate(`/desk/setup/areas?area=${area}`);
  };
  return (
    <>
      <Button kind="danger" onClick={() => (asks.value = true)}>
        {t('setup.building.remove')}
      </Button>
      {asks.value && (
        <Ask
          title={t('setup.building.remove.title', { name: known.name })}
          verb={t('setup.building.remove')}
          danger
          onYes={remove}
          onClose={() => (asks.value = false)}
        >
          <p>{t('setup.building.remove.text')}</p>
        </Ask>
      )}
    </>
  );
}

async function make(area_id: string, id: string, name: string, sketch: Sketch, doors: readonly Cell[]): Promise<void> {
  const { building, made } = await makeBuilding(id, { area_id, name, kind: kindOf(sketch) }, doors);
  toast(t('setup.building.made', { name: building.name, n: made }), {
    undo: () => removeBuilding(building.id).then(() => undefined),
  });
}

async function extend(known: PlacedBuilding, name: string, doors: readonly Cell[]): Promise<void> {
  if (name !== known.name) await renameBuilding(known.id, name);
  if (doors.length === 0) {
    toast(t('setup.area.changed'), { undo: () => renameBuilding(known.id, known.name).then(() => undefined) });
    return;
  }
  const { made, there } = await addDoors(newId(), known.id, doors);
  toast(t('setup.building.added', { n: made, there }));
}
