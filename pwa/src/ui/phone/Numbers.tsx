import { t } from '../../messages';
import { counts, syncing } from '../../store';
import { clockTime } from './age';
import { now_ms } from './now';

/** Three honest numbers, and since when the second one is known. */
export function Numbers() {
  const { on_phone, with_server, attention } = counts.value;
  const heard = syncing.value.last_heard_at;
  return (
    <section class="panel">
      <dl class="numbers">
        <div data-tone={on_phone > 0 ? 'wait' : undefined}>
          <dt>{t('core.phone.on_phone')}</dt>
          <dd>{on_phone}</dd>
        </div>
        <div>
          <dt>{t('core.phone.with_server')}</dt>
          <dd>{with_server}</dd>
        </div>
        <div data-tone={attention > 0 ? 'urgent' : undefined}>
          <dt>{t('core.phone.attention')}</dt>
          <dd>{attention}</dd>
        </div>
      </dl>
      <p data-quiet>
        {heard === null ? t('core.phone.not_heard') : t('core.phone.heard', { time: clockTime(heard, now_ms.value) })}
      </p>
    </section>
  );
}
