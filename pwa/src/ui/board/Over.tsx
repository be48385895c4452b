import { t } from '../../messages';
import type { Campaign } from './wire';
import { sayClock } from './words';

/** That a campaign has ended, and where it goes on from there. Nothing while it runs. */
export function Over({ campaign, now }: { readonly campaign: Campaign; readonly now: number }) {
  if (campaign.ended_at === null) return null;
  return (
    <section class="panel coverage-step">
      <p>{t('desk.coverage.ended', { time: sayClock(campaign.ended_at, now) })}</p>
      <a class="button" data-size="small" href="/desk/setup/campaigns">
        {t('desk.coverage.ended.go')}
      </a>
    </section>
  );
}
