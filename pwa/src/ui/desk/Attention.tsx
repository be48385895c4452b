import { t, tMaybe } from '../../messages';
import { useNow } from '../board/clock';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { AttentionItem, Campaign } from '../board/wire';
import { sayAgo } from '../board/words';
import { Empty, Icon, type IconName } from '../parts';
import './attention.css';
import { Closing } from './Closing';
import { doorsPath } from './filters';
import { Settle } from './Settle';

const KINDS: readonly { readonly kind: AttentionItem['kind']; readonly icon: IconName }[] = [
  { kind: 'close_proposed', icon: 'ban' },
  { kind: 'conflict', icon: 'scale' },
  { kind: 'parked', icon: 'disk' },
  { kind: 'held', icon: 'clock' },
];

/** What waits for a person. Nothing a volunteer sent is lost: what could not be applied lies here, readable. */
export function Attention({ campaign }: { readonly campaign: Campaign }) {
  const now = useNow();
  const loaded = useGet<{ readonly items: readonly AttentionItem[] }>('/api/attention');
  const items = loaded.data?.items ?? [];
  return (
    <>
      <header class="desk-head">
        <div>
          <h1>{t('desk.nav.attention')}</h1>
          <p data-quiet role="status" aria-live="polite">
            {loaded.data === null ? t('core.loading') : t('desk.attention.count', { n: items.length })}
          </p>
        </div>
      </header>
      {loaded.problem !== null && <Trouble problem={loaded.problem} onRetry={loaded.reload} />}
      {loaded.data !== null && items.length === 0 && (
        <Empty icon="check" title={t('desk.empty.attention')} text={t('desk.empty.attention.text')} />
      )}
      {KINDS.map(({ kind, icon }) => {
        const some = items.filter((item) => item.kind === kind);
        return some.length === 0 ? null : (
          <section key={kind} class="panel attention-group" aria-labelledby={`attention-${kind}`}>
            <h2 id={`attention-${kind}`}>
              <Icon name={icon} />
              {t(`desk.attention.${kind}`, { n: some.length })}
            </h2>
            <p data-quiet>{t(`desk.attention.${kind}.about`)}</p>
            <ul>
              {some.map((item) => (
                <Item key={item.id} item={item} campaign={campaign} now={now} onSettled={loaded.reload} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

interface ItemProps {
  readonly item: AttentionItem;
  readonly campaign: Campaign;
  readonly now: number;
  readonly onSettled: () => void;
}

function Item({ item, now, onSettled }: ItemProps) {
  const { household_id: household } = item;
  return (
    <li>
      <div>
        <p>
          <b>{item.label ?? t('desk.attention.no_door')}</b> <span>{sayReason(item)}</span>
        </p>
        <p data-quiet>
          {item.person?.name ?? t('desk.attention.nobody')} · {sayAgo(item.at, now)}
        </p>
        {item.kind === 'conflict' && household !== undefined && household !== null && (
          <ConflictItem household={household} body={item.body} onSettled={onSettled} />
        )}
        {item.kind !== 'conflict' && item.body !== undefined && item.body !== null && (
          <details>
            <summary>{t('desk.attention.body')}</summary>
            <pre>{typeof item.body === 'string' ? item.body : JSON.stringify(item.body, null, 2)}</pre>
          </details>
        )}
      </div>
      <div class="attention-actions">
        {item.kind === 'close_proposed' && household !== undefined && household !== null && (
          <Closing household={household} label={item.label ?? ''} reason={item.reason} onSettled={onSettled} />
        )}
        {household !== undefined && household !== null && (
          <a class="button" data-size="small" href={doorsPath({}, household)}>
            {t('desk.attention.open')}
          </a>
        )}
      </div>
    </li>
  );
}

function ConflictItem({
  household,
  body,
  onSettled,
}: {
  readonly household: string;
  readonly body: unknown;
  readonly onSettled: () => void;
}) {
  if (!isConflict(body)) return null;
  const { field, kept, other, resident_id } = body;
  return (
    <Settle
      household={household}
      field={field}
      kept={kept}
      other={other}
      {...(resident_id !== undefined && { resident_id })}
      onSettled={onSettled}
    />
  );
}

interface ConflictBody {
  readonly field: string;
  readonly kept: unknown;
  readonly other: unknown;
  readonly resident_id?: string;
}

function isConflict(body: unknown): body is ConflictBody {
  return (
    typeof body === 'object' &&
    body !== null &&
    'field' in body &&
    typeof body.field === 'string' &&
    'kept' in body &&
    'other' in body
  );
}

/** The reason in words; a reason newer than this app is shown as its code. */
export function sayReason({ kind, reason }: Pick<AttentionItem, 'kind' | 'reason'>): string {
  if (reason === null) return '';
  return (
    tMaybe(`desk.reason.${kind}.${reason}`) ??
    tMaybe(`desk.reason.${reason}`) ??
    tMaybe(`desk.field.${reason}`) ??
    reason
  );
}
