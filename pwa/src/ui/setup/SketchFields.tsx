import { t } from '../../messages';
import { Field } from '../parts';
import { faultsOf, FLOORS, PER_FLOOR, type Floors, type Numbering, type Sketch } from './layout';

interface Props {
  readonly sketch: Sketch;
  readonly onChange: (sketch: Sketch) => void;
}

const EMPTY = {
  entrances: '1-2',
  lowest: '1',
  highest: '6',
  per_floor: '2',
  left_out: '',
  numbering: 'floor',
} as const;

/** What a building is like, in as few words as it takes. */
export function SketchFields({ sketch, onChange }: Props) {
  return (
    <>
      <fieldset class="choice-row">
        <legend>{t('setup.building.kind')}</legend>
        {(['floors', 'houses'] as const).map((kind) => (
          <label key={kind}>
            <input
              type="radio"
              name="kind"
              checked={sketch.kind === kind}
              onChange={() => onChange(kind === 'floors' ? { kind, ...EMPTY } : { kind, numbers: '' })}
            />
            {t(`setup.building.kind.${kind}`)}
          </label>
        ))}
      </fieldset>
      {sketch.kind === 'houses' ? (
        <Field
          label={t('setup.building.numbers')}
          hint={t('setup.building.numbers.hint')}
          value={sketch.numbers}
          onInput={(numbers) => onChange({ ...sketch, numbers })}
        />
      ) : (
        <>
          <Field
            label={t('setup.building.entrances')}
            hint={t('setup.building.entrances.hint')}
            value={sketch.entrances}
            onInput={(entrances) => onChange({ ...sketch, entrances })}
          />
          <FloorFields sketch={sketch} onChange={onChange} />
          <div class="field-row">
            <Field
              label={t('setup.building.left_out')}
              value={sketch.left_out}
              hint={t('setup.building.left_out.hint')}
              onInput={(left_out) => onChange({ ...sketch, left_out })}
            />
            <label class="field">
              <span>{t('setup.building.numbering')}</span>
              <select
                value={sketch.numbering}
                onChange={(event) => onChange({ ...sketch, numbering: numberingOf(event.currentTarget.value) })}
              >
                <option value="floor">{t('setup.building.numbering.floor')}</option>
                <option value="running">{t('setup.building.numbering.running')}</option>
              </select>
            </label>
          </div>
        </>
      )}
    </>
  );
}

function FloorFields({ sketch, onChange }: { readonly sketch: Floors; readonly onChange: (sketch: Sketch) => void }) {
  const { lowest, highest, per_floor } = faultsOf(sketch);
  const floor = t('setup.building.wrong', FLOORS);
  return (
    <div class="field-row" data-as="numbers">
      <Field
        label={t('setup.building.lowest')}
        inputMode="numeric"
        value={sketch.lowest}
        onInput={(value) => onChange({ ...sketch, lowest: value })}
        problem={lowest ? floor : undefined}
      />
      <Field
        label={t('setup.building.highest')}
        inputMode="numeric"
        value={sketch.highest}
        onInput={(value) => onChange({ ...sketch, highest: value })}
        problem={highest === 'range' ? floor : highest === 'order' ? t('setup.building.wrong.order') : undefined}
      />
      <Field
        label={t('setup.building.per_floor')}
        inputMode="numeric"
        value={sketch.per_floor}
        onInput={(value) => onChange({ ...sketch, per_floor: value })}
        problem={per_floor ? t('setup.building.wrong', PER_FLOOR) : undefined}
      />
    </div>
  );
}

function numberingOf(text: string): Numbering {
  return text === 'running' ? 'running' : 'floor';
}
