import { useEffect } from 'preact/hooks';
import { t } from '../../messages';
import { counts } from '../../store';
import { useGet } from '../board/resource';

interface Work {
  readonly campaign_id: string;
  readonly campaign: string;
  readonly visits: number;
  readonly doors: number;
}

/** What the office credits this person with, in the same numbers as its boards: nothing is lost when doors move to another team. */
export function OwnWork() {
  const loaded = useGet<{ readonly work: readonly Work[] }>('/api/me/work');
  const { reload } = loaded;
  const sent = counts.value.with_server;
  useEffect(reload, [sent, reload]); // what has just been sent counts there now
  const work = loaded.data?.work ?? [];
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
