import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { t } from '../../messages';
import { newId, type ApiProblem, type Named } from '../../store';
import { localTime } from '../board/freshness';
import { problemOf, useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import { zone } from '../board/words';
import { Button, Field, toast } from '../parts';
import { goOnWith } from '../desk/campaign';
import { navigate } from '../router';
import { JobPanel } from '../sharing/JobPanel';
import { useJob } from '../sharing/use-job';
import { useOpenForm } from '../update';
import { CampaignAreas } from './CampaignAreas';
import { changeCampaign, makeCampaign, type CampaignFields } from './calls';
import { LeaveArea } from './LeaveArea';
import type { Areas, Goal, SetCampaign } from './wire';

const DAY = 24 * 3_600_000;
const WEEKS = 42 * DAY;
const GOALS: readonly Goal[] = ['visited', 'met'];

interface Props {
  /** Null: a new one. */
  readonly id: string | null;
  /** The campaign that a new one follows. */
  readonly like: string | null;
}

/** A round of visits: new, the next after another, or one that is changed while it runs. */
export function CampaignForm({ id, like }: Props) {
  const campaigns = useGet<{ readonly campaigns: readonly SetCampaign[] }>('/api/campaigns');
  const tops = useGet<Areas>('/api/areas?tops=true');
  const problem = campaigns.problem ?? tops.problem;
  if (campaigns.data === null || tops.data === null)
    return problem === null ? <p role="status">{t('core.loading')}</p> : <Trouble problem={problem} />;
  const find = (wanted: string | null): SetCampaign | null =>
    campaigns.data?.campaigns.find((each) => each.id === wanted) ?? null;
  const reach = tops.data.areas.map(({ id: area, name }) => ({ id: area, name }));
  return <Form was={find(id)} like={find(like)} reach={reach} onSaved={campaigns.reload} />;
}

interface FormProps {
  readonly was: SetCampaign | null;
  readonly like: SetCampaign | null;
  readonly reach: SetCampaign['areas'];
  readonly onSaved: () => void;
}

function Form({ was, like, reach, onSaved }: FormProps) {
  useOpenForm();
  const id = useMemo(newId, []);
  const from = was ?? like;
  const isOver = was !== null && was.ended_at !== null;
  const today = localTime(Date.now(), zone()).on;
  const name = useSignal(was?.name ?? '');
  const starts = useSignal(was?.starts_on ?? today);
  const ends = useSignal(was?.ends_on ?? localTime(Date.now() + WEEKS, zone()).on);
  const tries = useSignal(from === null ? '3' : from.max_attempts === null ? '' : String(from.max_attempts));
  const goal = useSignal<Goal>(from?.goal ?? 'visited');
  const areas = useSignal(from?.areas ?? reach);
  const carries = useSignal(like !== null);
  const busy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const leaving = useSignal<Named | null>(null);
  const left = useJob(({ area, undoes }) => {
    const others = areas.value.filter(({ id: each }) => each !== area?.id);
    areas.value = area === null || undoes === null ? others : [...others, area];
    onSaved();
  });
  const most = tries.value.trim() === '' ? null : Number(tries.value);
  const isMostWrong = most !== null && !(Number.isInteger(most) && most >= 1 && most <= 100);
  const isReady =
    name.value.trim() !== '' &&
    starts.value !== '' &&
    ends.value >= starts.value &&
    !isMostWrong &&
    (areas.value.length > 0 || isOver);
  const save = async (): Promise<void> => {
    const fields: CampaignFields = {
      name: name.value.trim(),
      starts_on: starts.value,
      ends_on: ends.value,
      max_attempts: most,
      goal: goal.value,
      ...(isReachSame(areas.value, was?.areas) ? {} : { area_ids: areas.value.map((area) => area.id) }),
    };
    busy.value = true;
    problem.value = null;
    try {
      if (was === null) await makeCampaign(id, fields, carries.value && like !== null ? like.id : null);
      else await changeCampaign(was.id, fields);
      if (was === null) goOnWith(id);
      onSaved();
      toast(t(was === null ? 'setup.campaign.made' : 'setup.campaign.saved', { name: fields.name }));
      navigate(was === null ? '/desk/setup' : '/desk/setup/campaigns');
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <form
      class="panel campaign-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !busy.value) void save();
      }}
    >
      <h1>{titleOf(was, like)}</h1>
      {like !== null && <p>{t('setup.campaign.next.text', { name: like.name })}</p>}
      <Field
        label={t('setup.campaign.name')}
        value={name.value}
        maxLength={80}
        onInput={(value) => (name.value = value)}
      />
      <div class="field-row">
        <Field
          label={t('setup.campaign.starts')}
          type="date"
          value={starts.value}
          onInput={(value) => (starts.value = value)}
        />
        <Field
          label={t('setup.campaign.ends')}
          type="date"
          value={ends.value}
          onInput={(value) => (ends.value = value)}
          problem={ends.value < starts.value ? t('setup.campaign.order') : undefined}
        />
      </div>
      {was !== null && (starts.value !== was.starts_on || ends.value !== was.ends_on) && (
        <p role="status">{t('setup.campaign.recount')}</p>
      )}
      <CampaignAreas
        areas={areas.value}
        kept={was?.areas ?? []}
        isOver={isOver}
        onLeave={was === null || isOver ? undefined : (area) => (leaving.value = area)}
        onChange={(next) => (areas.value = next)}
      />
      {left.problem !== null && <Trouble problem={left.problem} />}
      {left.job !== null && <JobPanel job={left.job} onUndo={() => left.job !== null && left.undo(left.job.id)} />}
      {was !== null && leaving.value !== null && (
        <LeaveArea
          campaign={was}
          area={leaving.value}
          onLeft={(job) => left.follow(job.id)}
          onClose={() => (leaving.value = null)}
        />
      )}
      <Field
        label={t('setup.campaign.tries')}
        hint={t('setup.campaign.tries.hint')}
        inputMode="numeric"
        value={tries.value}
        onInput={(value) => (tries.value = value)}
        problem={isMostWrong ? t('setup.campaign.tries.wrong') : undefined}
      />
      <fieldset class="choice-row">
        <legend>{t('setup.campaign.goal')}</legend>
        {GOALS.map((each) => (
          <label key={each}>
            <input type="radio" name="goal" checked={goal.value === each} onChange={() => (goal.value = each)} />
            <span>
              {t(`setup.goal.${each}`)} <span data-quiet>{t(`setup.goal.${each}.text`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {like !== null && (
        <label class="check-row">
          <input type="checkbox" checked={carries.value} onChange={() => (carries.value = !carries.value)} />
          {t('setup.campaign.carry')}
        </label>
      )}
      {problem.value !== null && <Trouble problem={problem.value} />}
      <div class="head-actions">
        <Button type="submit" kind="primary" disabled={!isReady || busy.value}>
          {busy.value
            ? t('setup.campaign.working')
            : name.value.trim() === ''
              ? t('setup.campaign.unnamed')
              : t(was === null ? 'setup.campaign.make' : 'core.action.save')}
        </Button>
        <a class="button" data-kind="plain" href="/desk/setup/campaigns">
          {t('core.action.cancel')}
        </a>
      </div>
    </form>
  );
}

function isReachSame(areas: readonly Named[], was: readonly Named[] | undefined): boolean {
  return (
    was !== undefined && areas.length === was.length && areas.every(({ id }) => was.some((each) => each.id === id))
  );
}

function titleOf(was: SetCampaign | null, like: SetCampaign | null): string {
  if (was !== null) return t('setup.campaign.edit.title', { name: was.name });
  return like === null ? t('setup.campaigns.add') : t('setup.campaign.next.title', { name: like.name });
}
