import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { t } from '../../messages';
import type { ApiProblem } from '../../store';
import { localTime } from '../board/freshness';
import { useAgain } from '../board/again';
import { Counting } from '../board/Counting';
import { problemOf, useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import { sayNumber } from '../board/words';
import { Button, Field, toast } from '../parts';
import { Ask } from '../board/Ask';
import { changeOrganization } from './calls';
import type { Organization } from './wire';

/** The organization's name and its one time zone. */
export function OrganizationPage() {
  const { data, problem, reload } = useGet<Organization>('/api/organization');
  useAgain(data?.is_counting ?? false, reload);
  if (data === null)
    return problem === null ? <p role="status">{t('core.loading')}</p> : <Trouble problem={problem} onRetry={reload} />;
  return <Form key={`${data.name} ${data.time_zone}`} of={data} onSaved={reload} />;
}

function Form({ of, onSaved }: { readonly of: Organization; readonly onSaved: () => void }) {
  const list = useId();
  const name = useSignal(of.name);
  const zone = useSignal(of.time_zone);
  const now = useMinute();
  const asks = useSignal(false);
  const busy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const isZone = timeIn(zone.value, now) !== null;
  const isOther = zone.value !== of.time_zone;
  const isReady = name.value.trim() !== '' && isZone && (isOther || name.value.trim() !== of.name);
  const save = async (confirmed: boolean): Promise<void> => {
    await changeOrganization({ name: name.value.trim(), time_zone: zone.value, confirmed });
    toast(t('setup.organization.saved'));
    onSaved();
  };
  const go = async (): Promise<void> => {
    if (isOther && (of.campaigns > 0 || of.visits > 0)) {
      asks.value = true;
      return;
    }
    busy.value = true;
    problem.value = null;
    try {
      await save(false);
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <section class="panel campaign-form">
      <h1>{t('setup.organization.title')}</h1>
      <Field
        label={t('setup.organization.name')}
        value={name.value}
        maxLength={80}
        onInput={(value) => (name.value = value)}
      />
      <label class="field">
        <span>{t('setup.organization.zone')}</span>
        <input
          list={list}
          value={zone.value}
          autoComplete="off"
          aria-invalid={!isZone}
          onInput={(event) => (zone.value = event.currentTarget.value.trim())}
        />
        <datalist id={list}>
          {zones().map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      </label>
      <p role="status" data-quiet>
        {isZone
          ? t('setup.organization.now', { time: timeIn(zone.value, now) ?? '' })
          : t('setup.organization.no_zone')}
      </p>
      <p data-quiet>{t('setup.organization.zone.text')}</p>
      <Counting of={of} />
      {problem.value !== null && <Trouble problem={problem.value} />}
      <div class="head-actions">
        <Button kind="primary" disabled={!isReady || busy.value} onClick={() => void go()}>
          {busy.value ? t('desk.working') : t('core.action.save')}
        </Button>
      </div>
      {asks.value && (
        <Ask
          title={t('setup.organization.warn.title')}
          verb={t('setup.organization.warn.verb')}
          danger
          onYes={() => save(true)}
          onClose={() => (asks.value = false)}
        >
          <p>{t('setup.organization.warn.zones', { from: of.time_zone, to: zone.value })}</p>
          <ul class="told-list">
            <li>
              {t('setup.organization.warn.days', { campaigns: sayNumber(of.campaigns), visits: sayNumber(of.visits) })}
            </li>
            <li>{t('setup.organization.warn.times')}</li>
            <li>{t('setup.organization.warn.busy')}</li>
          </ul>
        </Ask>
      )}
    </section>
  );
}

/** The local date and time there; null if there is no such zone. */
function timeIn(zone: string, now: number): string | null {
  try {
    const { on, time } = localTime(now, zone);
    return `${on} ${time}`;
  } catch {
    return null;
  }
}

function zones(): readonly string[] {
  return typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
}

function useMinute(): number {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => (now.value = Date.now()), 60_000);
    return () => clearInterval(timer);
  }, [now]);
  return now.value;
}
