import { useSignal } from '@preact/signals';
import { t, tCode } from '../../messages';
import { useAgain } from '../board/again';
import { Ask } from '../board/Ask';
import { useNow } from '../board/clock';
import { Counting } from '../board/Counting';
import { localTime } from '../board/freshness';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import { sayClock, sayDay, sayNumber, zone } from '../board/words';
import { Button, Chip, Empty, toast } from '../parts';
import { endCampaign, reopenCampaign } from './calls';
import type { SetCampaign } from './wire';

/** Every round of visits: what runs, what is over, and the way to the next. */
export function CampaignsPage() {
  const now = useNow();
  const { data, problem, reload } = useGet<{ readonly campaigns: readonly SetCampaign[] }>('/api/campaigns');
  useAgain(data?.campaigns.some(({ is_counting, entering }) => is_counting || entering !== null) ?? false, reload);
  const ending = useSignal<SetCampaign | null>(null);
  const campaigns = data?.campaigns ?? [];
  const end = async (of: SetCampaign): Promise<void> => {
    await endCampaign(of.id);
    reload();
    toast(t('setup.campaign.ended', { name: of.name }), {
      undo: async () => {
        await reopenCampaign(of.id);
        reload();
      },
    });
  };
  return (
    <>
      <header class="desk-head">
        <h1>{t('setup.campaigns.title')}</h1>
        <a class="button" data-kind="primary" data-size="small" href="/desk/setup/campaigns/new">
          {t('setup.campaigns.add')}
        </a>
      </header>
      {problem !== null && <Trouble problem={problem} onRetry={reload} />}
      {data !== null && campaigns.length === 0 && (
        <Empty icon="clock" title={t('setup.campaigns.empty')} text={t('setup.campaigns.empty.text')} />
      )}
      <ul class="campaign-list">
        {campaigns.map((campaign) => (
          <li key={campaign.id} class="panel">
            <div>
              <h2>
                {campaign.name} <Standing campaign={campaign} today={localTime(now, zone()).on} />
              </h2>
              <p data-quiet>
                {t('setup.campaign.days', { from: sayDay(campaign.starts_on), to: sayDay(campaign.ends_on) })}
                {' · '}
                {campaign.max_attempts === null
                  ? t('setup.campaign.no_most')
                  : t('setup.campaign.most', { n: campaign.max_attempts })}
                {' · '}
                {tCode(`setup.goal.${campaign.goal}`, campaign.goal)}
              </p>
              <p data-quiet>
                {campaign.areas.map(({ name }) => name).join(t('desk.list')) || t('setup.campaign.everywhere')}
              </p>
              <Counting of={campaign} />
              {campaign.entering !== null && <Entering {...campaign.entering} />}
              {campaign.ended_at !== null && (
                <p data-quiet>{t('setup.campaign.ended_at', { time: sayClock(campaign.ended_at, now) })}</p>
              )}
            </div>
            <div class="head-actions">
              <a
                class="button"
                data-kind="plain"
                data-size="small"
                href={`/desk/setup/campaigns/new?like=${campaign.id}`}
              >
                {t('setup.campaign.next')}
              </a>
              {campaign.ended_at === null ? (
                <>
                  <a class="button" data-kind="plain" data-size="small" href={`/desk/setup/campaigns/${campaign.id}`}>
                    {t('setup.campaign.edit')}
                  </a>
                  <Button size="small" kind="danger" onClick={() => (ending.value = campaign)}>
                    {t('setup.campaign.end')}
                  </Button>
                </>
              ) : (
                <Button size="small" icon="undo" onClick={() => void reopenCampaign(campaign.id).then(reload)}>
                  {t('setup.campaign.reopen')}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {ending.value !== null && (
        <EndCampaign campaign={ending.value} onYes={end} onClose={() => (ending.value = null)} />
      )}
    </>
  );
}

function Entering({ done, of }: { readonly done: number; readonly of: number }) {
  const told = t('setup.campaign.entering', { done: sayNumber(done), of: sayNumber(of) });
  return (
    <div role="status">
      <progress value={done} max={Math.max(1, of)} aria-label={told} />
      <p>{told}</p>
    </div>
  );
}

function Standing({ campaign, today }: { readonly campaign: SetCampaign; readonly today: string }) {
  if (campaign.ended_at !== null) return <Chip>{t('setup.campaign.is_ended')}</Chip>;
  if (today < campaign.starts_on) return <Chip tone="wait">{t('setup.campaign.is_coming')}</Chip>;
  if (today > campaign.ends_on) return <Chip tone="care">{t('setup.campaign.is_over')}</Chip>;
  return <Chip tone="ok">{t('setup.campaign.runs')}</Chip>;
}

interface EndProps {
  readonly campaign: SetCampaign;
  readonly onYes: (campaign: SetCampaign) => Promise<void>;
  readonly onClose: () => void;
}

function EndCampaign({ campaign, onYes, onClose }: EndProps) {
  return (
    <Ask
      title={t('setup.campaign.end.title', { name: campaign.name })}
      verb={t('setup.campaign.end.verb')}
      danger
      onYes={() => onYes(campaign)}
      onClose={onClose}
    >
      <ul class="told-list">
        <li>{t('setup.campaign.end.phones')}</li>
        <li>{t('setup.campaign.end.late')}</li>
        <li>{t('setup.campaign.end.next')}</li>
      </ul>
    </Ask>
  );
}
