import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { api, newId, type ApiProblem } from '../../store';
import { localTime } from '../board/freshness';
import { problemOf, useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Named } from '../board/wire';
import { zone } from '../board/words';
import { Button, Field } from '../parts';
import { useOpenForm } from '../update';
import './first-campaign.css';

interface Area extends Named {
  readonly level: string;
}

const WEEKS = 42 * 24 * 3_600_000;

/** An empty desk: the first round of visits, over the doors that are there. */
export function FirstCampaign({ onMade }: { readonly onMade: () => void }) {
  useOpenForm();
  const areas = useGet<{ readonly areas: readonly Area[] }>('/api/areas');
  const name = useSignal('');
  const starts = useSignal(localTime(Date.now(), zone()).on);
  const ends = useSignal(localTime(Date.now() + WEEKS, zone()).on);
  const tries = useSignal('3');
  const busy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const most = Number(tries.value);
  const isReady =
    name.value.trim() !== '' && starts.value !== '' && ends.value >= starts.value && most >= 1 && most <= 100;
  const make = async (): Promise<void> => {
    busy.value = true;
    problem.value = null;
    try {
      const area_ids = (areas.data?.areas ?? []).map(({ id }) => id);
      await api.post('/api/campaigns', {
        id: newId(),
        name: name.value.trim(),
        starts_on: starts.value,
        ends_on: ends.value,
        max_attempts: most,
        area_ids,
      });
      onMade();
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <section class="panel first-campaign">
      <h1>{t('desk.first.title')}</h1>
      <p>{t('desk.first.text')}</p>
      <Field label={t('desk.first.name')} value={name.value} maxLength={80} onInput={(value) => (name.value = value)} />
      <div class="field-pair">
        <Field
          label={t('desk.first.starts')}
          type="date"
          value={starts.value}
          onInput={(value) => (starts.value = value)}
        />
        <Field
          label={t('desk.first.ends')}
          type="date"
          value={ends.value}
          onInput={(value) => (ends.value = value)}
          problem={ends.value < starts.value ? t('desk.first.order') : undefined}
        />
      </div>
      <Field
        label={t('desk.first.tries')}
        type="number"
        inputMode="numeric"
        value={tries.value}
        hint={t('desk.first.tries.hint')}
        onInput={(value) => (tries.value = value)}
      />
      <p data-quiet>
        {t('desk.first.areas', {
          names:
            areas.data === null
              ? '…'
              : areas.data.areas.map((area) => area.name).join(t('desk.list')) || t('desk.first.no_areas'),
        })}
      </p>
      {problem.value !== null && <Trouble problem={problem.value} />}
      <Button kind="primary" disabled={!isReady || busy.value} onClick={() => void make()}>
        {busy.value ? t('desk.working') : t('desk.first.make')}
      </Button>
    </section>
  );
}
