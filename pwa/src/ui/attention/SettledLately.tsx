import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { problemOf, useGet } from '../board/resource';
import { sayProblem, Trouble } from '../board/Trouble';
import type { Attention, AttentionItem } from '../board/wire';
import { sayAgo } from '../board/words';
import { sayValue } from '../desk/values';
import { Button, toast } from '../parts';
import { markSeen, reopenParked } from './calls';
import { useOnce } from './once';
import { TakeBack } from './TakeBack';
import { sayAbout, sayReason, sayWork } from './words';
import { readWork } from './work';

interface Props {
  readonly now: number;
  /** What was taken up again waits in the queue. */
  readonly onAgain: () => void;
}

/** What was left as it is, dismissed or chosen in the last days. Whoever thinks better of it takes it up again here. */
export function SettledLately({ now, onAgain }: Props) {
  const isOpen = useSignal(false);
  const loaded = useGet<Attention>(isOpen.value ? '/api/attention/settled' : null);
  const items = loaded.data?.items ?? [];
  const again = (): void => {
    loaded.reload();
    onAgain();
  };
  return (
    <details class="panel attention-group" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>{t('desk.attention.settled')}</summary>
      {loaded.problem !== null && <Trouble problem={loaded.problem} onRetry={loaded.reload} />}
      {isOpen.value && loaded.data === null && loaded.problem === null && <p role="status">{t('core.loading')}</p>}
      {loaded.data !== null && items.length === 0 && <p data-quiet>{t('desk.attention.settled.none')}</p>}
      {(loaded.data?.more ?? []).length > 0 && <p data-quiet>{t('desk.attention.settled.more')}</p>}
      <ul>
        {items.map((item) => (
          <Line key={`${item.kind} ${item.id}`} item={item} now={now} onAgain={again} />
        ))}
      </ul>
    </details>
  );
}

function Line({ item, now, onAgain }: { readonly item: AttentionItem } & Props) {
  const { household_id: household, settled, person } = item;
  const about = item.label ?? person?.name ?? '';
  return (
    <li>
      <div>
        <p>
          <b>{about}</b> <span>{sayWhat(item, now)}</span>
        </p>
        <p data-quiet>
          {t('desk.attention.settled.by', {
            name: settled?.person?.name ?? t('desk.attention.nobody'),
            when: sayAgo(settled?.at ?? item.at, now),
          })}
        </p>
      </div>
      <div class="attention-actions">
        {(item.kind === 'conflict' || item.kind === 'close_proposed') && typeof household === 'string' ? (
          <TakeBack household={household} correction={item.id} about={about} onDone={onAgain} />
        ) : (
          <Again item={item} about={about} onAgain={onAgain} />
        )}
      </div>
    </li>
  );
}

/** Of a choice the value, of a proposed closing what became of it, of kept work what it says, of a sign what it is about. */
function sayWhat(item: AttentionItem, now: number): string {
  const { kind, body, buildings } = item;
  if (kind === 'conflict') {
    const value = (body as { readonly value?: unknown } | null)?.value;
    return [sayReason(item), t('desk.settle.done', { value: sayValue(value, buildings) })].join(t('desk.comma'));
  }
  if (kind === 'close_proposed') {
    const isClosed = (body as { readonly closed?: boolean } | null)?.closed === true;
    const decided = t(`desk.history.${isClosed ? 'confirm_closing' : 'reopen_household'}`);
    return [decided, sayReason(item)].join(t('desk.comma'));
  }
  if (kind === 'parked')
    return [t('desk.attention.dismissed'), sayWork(readWork(typeof body === 'string' ? body : ''))].join(
      t('desk.comma'),
    );
  return sayAbout(item, now);
}

interface AgainProps {
  readonly item: AttentionItem;
  readonly about: string;
  readonly onAgain: () => void;
}

function Again({ item, about, onAgain }: AgainProps) {
  const busy = useSignal(false);
  const once = useOnce();
  const again = async (): Promise<void> => {
    busy.value = true;
    try {
      await once('', (id) => (item.kind === 'parked' ? reopenParked(item.id, id) : markSeen(item, true, id)));
      toast(t('desk.attention.again.done'));
      onAgain();
    } catch (error) {
      toast(sayProblem(problemOf(error)), { tone: 'problem' });
    } finally {
      busy.value = false;
    }
  };
  return (
    <Button
      size="small"
      icon="undo"
      disabled={busy.value}
      aria-label={`${t('desk.attention.again')} ${about}`}
      onClick={() => void again()}
    >
      {t('desk.attention.again')}
    </Button>
  );
}
