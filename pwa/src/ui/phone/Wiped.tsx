import { t } from '../../messages';
import { dismissWiped, wiped, type WipedStore } from '../../store';
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
        <b>{lossOf(found)}</b>
      </p>
      {found.heard !== undefined && found.heard.at !== null && (
        <p>{t('core.wiped.heard', { n: found.heard.n, time: clockTime(found.heard.at, now_ms.value) })}</p>
      )}
      <Button size="small" onClick={dismissWiped}>
        {t('core.phone.seen')}
      </Button>
    </section>
  );
}

function lossOf({ unsent, heard, former }: WipedStore): string {
  if (unsent === null || unsent === 0)
    return heard === undefined && former !== null ? t('core.wiped.later') : t('core.wiped.unknown');
  return t('core.wiped.lost', { n: unsent });
}
