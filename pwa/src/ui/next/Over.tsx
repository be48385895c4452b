import { t } from '../../messages';
import { counts, departures, syncNow, type Departure } from '../../store';
import { Button, Empty } from '../parts';

/** The campaign or team that ended last and took its doors from this phone. */
export function lastEnded(): Departure | undefined {
  return departures.value.find(({ reason }) => reason === 'campaign_ended' || reason === 'team_ended');
}

/** Why there are no doors: what they were for has ended. Nobody should wonder whether the evening's work is lost. */
export function Over({ ended }: { readonly ended: Departure }) {
  const unsent = counts.value.on_phone;
  return (
    <Empty
      icon={unsent > 0 ? 'send' : 'check'}
      title={t('door.next.over.title', { name: ended.label })}
      text={unsent > 0 ? t('door.next.over.unsent', { n: unsent }) : t('door.next.over.sent', { n: ended.count })}
    >
      <Button kind="primary" icon={unsent > 0 ? 'send' : 'receive'} onClick={() => void syncNow()}>
        {unsent > 0 ? t('core.phone.send_now') : t('door.next.empty.go')}
      </Button>
    </Empty>
  );
}
