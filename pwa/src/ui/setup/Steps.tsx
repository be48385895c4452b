import { t } from '../../messages';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Campaign, Team } from '../board/wire';
import { sayDay, sayZone } from '../board/words';
import { Icon } from '../parts';
import { useCampaign } from '../desk/campaign';
import type { Organization } from './wire';

interface Step {
  readonly key: 'organization' | 'areas' | 'doors' | 'campaign' | 'teams' | 'sharing';
  readonly done: boolean;
  readonly said: string;
  readonly to: string;
}

/** From nothing to a campaign that runs: what is done, and what comes next. */
export function Steps() {
  const organization = useGet<Organization>('/api/organization');
  const { campaign, loaded } = useCampaign();
  const teams = useGet<{ readonly teams: readonly Team[] }>(
    campaign === null ? null : `/api/campaigns/${campaign.id}/teams`,
  );
  const problem = loaded.problem ?? organization.problem;
  if (problem?.status === 403) return <Trouble problem={problem} />;
  if (organization.data === null)
    return problem === null ? (
      <p role="status">{t('core.loading')}</p>
    ) : (
      <Trouble problem={problem} onRetry={organization.reload} />
    );
  const steps = stepsOf(organization.data, campaign, teams.data?.teams ?? []);
  const next = steps.find(({ done }) => !done);
  return (
    <section class="panel setup-steps">
      <h1>{next === undefined ? t('setup.steps.all_done') : t('setup.steps.title')}</h1>
      <p>{next === undefined ? t('setup.steps.all_done.text') : t('setup.steps.text')}</p>
      <ol>
        {steps.map((step, index) => (
          <li key={step.key} data-done={step.done} data-next={step === next}>
            <span class="step-mark" aria-hidden="true">
              {step.done ? <Icon name="check" size="small" /> : index + 1}
            </span>
            <div>
              <h2>
                {t(`setup.step.${step.key}`)}
                <span class="visually-hidden">{step.done ? t('setup.step.done') : ''}</span>
              </h2>
              <p data-quiet>{step.said}</p>
            </div>
            <a class="button" data-kind={step === next ? 'primary' : 'plain'} data-size="small" href={step.to}>
              <Go step={step} />
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Go({ step: { key, done } }: { readonly step: Step }) {
  if (!done && key !== 'organization') return <>{t(`setup.step.${key}.go`)}</>;
  return (
    <>
      {t('setup.step.look')}
      <span class="visually-hidden"> {t(`setup.step.${key}`)}</span>
    </>
  );
}

function stepsOf(of: Organization, campaign: Campaign | null, teams: readonly Team[]): readonly Step[] {
  const lasting = teams.filter(({ ended_at }) => ended_at == null);
  const held = lasting.reduce((sum, { known }) => sum + known, 0);
  const runs = campaign !== null && campaign.ended_at === null;
  return [
    {
      key: 'organization',
      done: true,
      said: t('setup.step.organization.said', { name: of.name, zone: sayZone(of.time_zone) }),
      to: '/desk/setup/organization',
    },
    {
      key: 'areas',
      done: of.areas > 0,
      said: of.areas > 0 ? t('setup.step.areas.said', { n: of.areas }) : t('setup.step.areas.how'),
      to: '/desk/setup/areas',
    },
    {
      key: 'doors',
      done: of.buildings > 0,
      said: of.buildings > 0 ? t('setup.step.doors.said', { n: of.buildings }) : t('setup.step.doors.how'),
      to: '/desk/setup/areas',
    },
    {
      key: 'campaign',
      done: runs,
      said: runs
        ? t('setup.step.campaign.said', {
            name: campaign.name,
            from: sayDay(campaign.starts_on),
            to: sayDay(campaign.ends_on),
          })
        : t('setup.step.campaign.how'),
      to: runs ? '/desk/setup/campaigns' : '/desk/setup/campaigns/new',
    },
    {
      key: 'teams',
      done: lasting.length > 0,
      said: lasting.length > 0 ? t('setup.step.teams.said', { n: lasting.length }) : t('setup.step.teams.how'),
      to: runs ? '/desk/teams' : '/desk/setup/campaigns/new',
    },
    {
      key: 'sharing',
      done: held > 0,
      said: held > 0 ? t('setup.step.sharing.said', { n: held }) : t('setup.step.sharing.how'),
      to: runs ? '/desk/sharing' : '/desk/setup/campaigns/new',
    },
  ];
}
