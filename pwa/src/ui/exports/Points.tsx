import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { api, newId, type ApiProblem } from '../../store';
import { problemOf } from '../board/resource';
import { sayProblem } from '../board/Trouble';
import { Button, Field } from '../parts';
import { AreaField, type AreaChoice } from '../rolls/AreaField';
import { readPoints } from './points';

interface Placed {
  readonly placed: number;
  readonly unknown: readonly string[];
}

/** Where an area's buildings stand, pasted from a sheet. */
export function Points() {
  const area = useSignal<AreaChoice>({ id: null, name: '' });
  const text = useSignal('');
  const placed = useSignal<Placed | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const busy = useSignal(false);
  const { points, unread } = readPoints(text.value);
  const send = async (): Promise<void> => {
    busy.value = true;
    problem.value = null;
    try {
      placed.value = await api.post<Placed>(`/api/areas/${area.value.id ?? ''}/points`, { id: newId(), points });
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <details class="export-points">
      <summary>{t('rolls.points')}</summary>
      <p>{t('rolls.points.about')}</p>
      <AreaField chosen={area.value} onChoose={(choice) => (area.value = choice)} onlyKnown />
      <Field
        label={t('rolls.points.lines')}
        lines={6}
        value={text.value}
        placeholder={'1号楼, 116.5871, 35.4154'}
        onInput={(value) => (text.value = value)}
        problem={unread.length > 0 ? t('rolls.points.unread', { lines: unread.slice(0, 10).join(', ') }) : undefined}
      />
      <div class="head-actions">
        <Button
          disabled={busy.value || area.value.id === null || points.length === 0 || unread.length > 0}
          onClick={() => void send()}
        >
          {t('rolls.points.save', { n: points.length })}
        </Button>
        {area.value.id === null && <p data-quiet>{t('rolls.points.area_first')}</p>}
      </div>
      <div role="status" aria-live="polite">
        {placed.value !== null && <p>{t('rolls.points.placed', { n: placed.value.placed })}</p>}
        {placed.value !== null && placed.value.unknown.length > 0 && (
          <p>{t('rolls.points.unknown', { names: placed.value.unknown.join(t('desk.list')) })}</p>
        )}
      </div>
      {problem.value !== null && (
        <p class="field-problem" role="alert">
          {sayProblem(problem.value)}
        </p>
      )}
    </details>
  );
}
