import { t } from '../../messages';
import { fetched, syncing, syncNow } from '../../store';
import { SentChip } from '../card/SentChip';
import { Button, Empty } from '../parts';
import { lastEnded, Over } from './Over';

/** No doors on this phone: either they are still coming, or what they were for has ended, or nobody has given any. */
export function NoDoors() {
  const ended = lastEnded();
  return (
    <main class="next">
      <header class="next-head">
        <h1>{t('door.next.title')}</h1>
        <SentChip />
      </header>
      {!fetched.value ? <Coming /> : ended !== undefined ? <Over ended={ended} /> : <NoneGiven />}
    </main>
  );
}

/** Until all has been fetched nobody knows whether there are doors. */
export function Coming() {
  const { running, problem, progress } = syncing.value;
  if (problem !== null && !running)
    return (
      <Empty icon="receive" title={t('door.next.not_here.title')} text={t('door.next.not_here.text')}>
        <Button kind="primary" icon="receive" onClick={() => void syncNow()}>
          {t('door.next.empty.go')}
        </Button>
      </Empty>
    );
  return (
    <div role="status">
      <Empty
        icon="receive"
        title={t('door.next.loading.title')}
        text={t('door.next.loading.text', { done: progress?.done ?? 0 })}
      />
    </div>
  );
}

function NoneGiven() {
  return (
    <Empty icon="home" title={t('door.next.empty.title')} text={t('door.next.empty.text')}>
      <Button kind="primary" icon="receive" onClick={() => void syncNow()}>
        {t('door.next.empty.go')}
      </Button>
    </Empty>
  );
}

export function AllReached() {
  return <Empty icon="check" title={t('door.next.finished.title')} text={t('door.next.finished.text')} />;
}
