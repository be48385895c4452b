import { t } from '../../messages';
import { doors, ready, session, shellCached, syncing, syncNow } from '../../store';
import { Button, Icon } from '../parts';

/** Whether the phone can go where there is no network, what syncing is at, and the button that tries now. */
export function Readiness() {
  const { running, problem, progress } = syncing.value;
  return (
    <section class="panel">
      <p class="readiness" data-ready={ready.value}>
        <Icon name={ready.value ? 'check' : 'receive'} />
        <span>
          <b>{readyTitle()}</b>
          <br />
          <span data-quiet>{readyText(progress?.done)}</span>
        </span>
      </p>
      {problem !== null && !running && <p class="sync-problem">{t(`core.problem.${problem}`)}</p>}
      <Button kind="primary" icon="send" disabled={running} onClick={() => void syncNow()}>
        {running ? t('core.phone.sending') : t('core.phone.send_now')}
      </Button>
    </section>
  );
}

/** A coordinator's device holds no doors: it must not promise what only a visitor's phone can do. */
function readyTitle(): string {
  const roles = session.value?.roles ?? [];
  const visits = roles.length === 0 || roles.some(({ role }) => role !== 'coordinator');
  if (!visits) return t('core.phone.desk');
  return ready.value ? t('core.phone.ready') : t('core.phone.not_ready');
}

function readyText(received: number | undefined): string {
  if (received !== undefined && received > 0) return t('core.phone.receiving', { n: received });
  if (ready.value || shellCached.value) return t('core.phone.doors', { n: doors.value.size });
  return t('core.phone.app_loading');
}
