import { t } from '../../messages';
import { Icon } from '../parts';
import { byConcern } from './freshness';
import './holders.css';
import type { Holder } from './wire';
import { sayAgo, sayUnsent } from './words';

/** On whose phones the doors stand now, when those were last heard from, and what they had unsent then. */
export function Holders({ holders, now }: { readonly holders: readonly Holder[]; readonly now: number }) {
  if (holders.length === 0) {
    return (
      <p class="phone-holders" data-tone="calm">
        <Icon name="check" />
        {t('desk.holders.none')}
      </p>
    );
  }
  const laden = holders.some(({ unsent }) => unsent === null || unsent > 0);
  return (
    <section class="phone-holders" data-tone={laden ? 'warn' : 'calm'}>
      <h3>
        <Icon name={laden ? 'warning' : 'phone'} />
        {t('desk.holders.title', { n: holders.length })}
      </h3>
      <ul tabIndex={0} aria-label={t('desk.holders.title', { n: holders.length })}>
        {byConcern(holders, now).map((holder) => (
          <li key={holder.replica}>
            <b>{holder.person.name}</b>
            <span>{t('desk.holders.heard', { when: sayAgo(holder.last_seen_at, now) })}</span>
            <span data-laden={(holder.unsent ?? 1) > 0}>{sayUnsent(holder, now)}</span>
          </li>
        ))}
      </ul>
      <p>{t('desk.holders.note')}</p>
    </section>
  );
}
