import { t } from '../../messages';
import { groupRequests, type Listed, type RequestGroup } from '../card/requests';
import { SentChip } from '../card/SentChip';
import { doorNumber, placeWords } from '../card/words';
import { own } from '../next/turns';
import { Empty } from '../parts';
import { RequestLines } from './RequestLines';
import './requests.css';

const GROUPS: readonly RequestGroup[] = ['to_tell', 'open', 'done'];
const SHOWN = 60;

/** What the households asked for: answers to bring first, then what waits, then what is done. */
export function RequestsScreen() {
  const groups = groupRequests(own.value.doors);
  const isEmpty = GROUPS.every((group) => (groups.get(group)?.length ?? 0) === 0);
  return (
    <main class="requests">
      <header class="requests-head">
        <h1>{t('door.requests.title')}</h1>
        <SentChip />
      </header>
      {isEmpty ? (
        <Empty icon="mail" title={t('door.requests.none')} text={t('door.requests.none_text')}>
          <a class="button" data-kind="primary" href="/list?find=1">
            {t('door.requests.find')}
          </a>
        </Empty>
      ) : (
        GROUPS.map((group) => <Group key={group} group={group} listed={groups.get(group) ?? []} />)
      )}
    </main>
  );
}

function Group({ group, listed }: { readonly group: RequestGroup; readonly listed: readonly Listed[] }) {
  if (listed.length === 0) return null;
  return (
    <section aria-labelledby={`requests-${group}`}>
      <h2 id={`requests-${group}`}>
        {t(`door.requests.${group}`)} <span>{listed.length}</span>
      </h2>
      <ul>
        {listed.slice(0, SHOWN).map(({ door, request }) => (
          <li key={request.id}>
            <a class="request-row" href={`/door/${door.id}`}>
              <span class="request-door">
                <b>{doorNumber(door.card.household)}</b> <span data-quiet>{placeWords(door.card.household)}</span>
              </span>
              <RequestLines door={door} request={request} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
