import { t } from '../../messages';
import { dismissWiped, wiped } from '../../store';
import { Button } from '../parts';
import { clockTime } from './age';
import { now_ms } from './now';

/** The browser threw the store away: said plainly, with how much of it had not reached the server. */
export function Wiped() {
  const found = wiped.value;
  if (found === null) return null;
  return (
    <section class="panel wiped" role="alert">
      <h2>{t('core.wiped.title')}</h2>
      <p>{t('core.wiped.text', { time: clockTime(found.at, now_ms.value) })}</p>
      <p>
        <b>{lossOf(found.unsent, found.former !== null)}</b>
      </p>
      <Button size="small" onClick={dismissWiped}>
        {t('core.phone.seen')}
      </Button>
    </section>
  );
}

function lossOf(unsent: number | null, can_be_told: boolean): string {
  if (unsent === null) return can_be_told ? t('core.wiped.later') : t('core.wiped.unknown');
  return unsent === 0 ? t('core.wiped.nothing') : t('core.wiped.lost', { n: unsent });
}
