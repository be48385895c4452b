import { t } from '../../messages';
import { ready, syncing, syncNow } from '../../store';
import { SentChip } from '../card/SentChip';
import { Button, Empty } from '../parts';
import { lastEnded, Over } from './Over';

/** No doors on this phone: either they are still coming, or nobody has given any. */
export function NoDoors() {
  const { running, progress } = syncing.value;
  const ended = lastEnded();
  const isArriving = !ready.value && running;
  return (
    <main class="next">
      <header class="next-head">
        <h1>{t('door.next.title')}</h1>
        <SentChip />
      </header>
      {isArriving ? (
        <div role="status">
          <Empty
            icon="receive"
            title={t('door.next.loading.title')}
            text={t('door.next.loading.text', { done: progress?.done ?? 0 })}
          />
        </div>
      ) : ended !== undefined ? (
        <Over ended={ended} />
      ) : (
        <Empty icon="home" title={t('door.next.empty.title')} text={t('door.next.empty.text')}>
          <Button kind="primary" icon="receive" onClick={() => void syncNow()}>
            {t('door.next.empty.go')}
          </Button>
        </Empty>
      )}
    </main>
  );
}

export function AllReached() {
  return <Empty icon="check" title={t('door.next.finished.title')} text={t('door.next.finished.text')} />;
}
