import { t } from '../../messages';
import { RequestLines } from '../requests/RequestLines';
import { groupOf } from '../card/requests';
import type { Door } from '../card/types';
import { Icon } from '../parts';

/** What this household asked for, without the answers that stand above, and the way to ask for more. */
export function Requests({ door }: { readonly door: Door }) {
  const others = door.card.requests.filter((request) => groupOf(request) !== 'to_tell');
  return (
    <section class="door-part" aria-labelledby="door-requests">
      <h2 id="door-requests">{t('door.request.title')}</h2>
      {others.map((request) => (
        <RequestLines key={request.id} door={door} request={request} />
      ))}
      <a class="button" href={`/door/${door.id}/request`}>
        <Icon name="plus" />
        {t('door.request.new')}
      </a>
    </section>
  );
}
