import { t } from '../../messages';
import { useGet } from '../board/resource';

interface Work {
  readonly campaign_id: string;
  readonly campaign: string;
  readonly visits: number;
  readonly doors: number;
}

/** What the office credits this person with, in the same numbers as its boards: nothing is lost when doors move to another team. */
export function OwnWork() {
  const work = useGet<{ readonly work: readonly Work[] }>('/api/me/work').data?.work ?? [];
  const [latest] = work;
  if (latest === undefined) return null;
  const mine = work.filter(({ campaign_id }) => campaign_id === latest.campaign_id);
  const sum = (key: 'visits' | 'doors'): number => mine.reduce((all, each) => all + each[key], 0);
  return (
    <p data-quiet class="own-work">
      {t('core.phone.own_work', { campaign: latest.campaign, visits: sum('visits'), doors: sum('doors') })}
    </p>
  );
}
