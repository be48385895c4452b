import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../../messages';
import { useNow } from '../board/clock';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Attention, AttentionKind } from '../board/wire';
import { Button, Empty, Icon, type IconName } from '../parts';
import './attention.css';
import { counted } from './counted';
import { HandIn } from './HandIn';
import { Item, type Paths } from './Item';
import { useNextInPlace } from './next-in-place';
import { SettledLately } from './SettledLately';

const KINDS: readonly { readonly kind: AttentionKind; readonly icon: IconName }[] = [
  { kind: 'conflict', icon: 'scale' },
  { kind: 'close_proposed', icon: 'ban' },
  { kind: 'parked', icon: 'disk' },
  { kind: 'after_wish', icon: 'warning' },
  { kind: 'superseded', icon: 'note' },
  { kind: 'doubtful', icon: 'clock' },
  { kind: 'missing', icon: 'swap' },
  { kind: 'silent', icon: 'swap' },
  { kind: 'held', icon: 'clock' },
];

interface Props extends Paths {
  readonly heading: 'h1' | 'h2';
  /** What else waits here, below the queue's own, and how much of it; null as long as that is not known. */
  readonly others?: { readonly count: number | null; readonly list: ComponentChildren };
}

/** What waits for a person. Nothing a volunteer sent is lost: what could not be applied lies here, readable. */
export function Queue({ heading: Heading, others, ...paths }: Props) {
  const now = useNow();
  const loaded = useGet<Attention>('/api/attention');
  const items = loaded.data?.items ?? [];
  const more = loaded.data?.more ?? [];
  const { to_decide, held } = counted({ items, more });
  const waiting = to_decide + (others?.count ?? 0);
  const isCounted = loaded.data !== null && others?.count !== null;
  const title = useRef<HTMLHeadingElement>(null);
  const queue = useNextInPlace(title, waiting + held);
  const isHandingIn = useSignal(false);
  const opener = useRef<HTMLDivElement>(null);
  const close = (): void => {
    isHandingIn.value = false;
    setTimeout(() => opener.current?.querySelector('button')?.focus()); // once it is there again
  };
  return (
    <>
      <header class="desk-head">
        <div>
          <Heading ref={title}>{t('desk.nav.attention')}</Heading>
          <p data-quiet role="status" aria-live="polite">
            {isCounted ? sayCount(waiting, held) : t('core.loading')}
          </p>
        </div>
        <div ref={opener}>
          {!isHandingIn.value && (
            <Button size="small" icon="disk" onClick={() => (isHandingIn.value = true)}>
              {t('desk.handin.open')}
            </Button>
          )}
        </div>
      </header>
      {isHandingIn.value && <HandIn onTaken={loaded.reload} onClose={close} />}
      {loaded.problem !== null && <Trouble problem={loaded.problem} onRetry={loaded.reload} />}
      {isCounted && waiting === 0 && (
        <Empty icon="check" title={t('desk.empty.attention')} text={t('desk.empty.attention.text')} />
      )}
      <div class="attention-queue" ref={queue}>
        {KINDS.map(({ kind, icon }) => {
          const some = items.filter((item) => item.kind === kind);
          return some.length === 0 ? null : (
            <section key={kind} class="panel attention-group" aria-labelledby={`attention-${kind}`}>
              <h2 id={`attention-${kind}`}>
                <Icon name={icon} />
                {t(`desk.attention.${kind}`, { n: some.length })}
              </h2>
              <p data-quiet>{t(`desk.attention.${kind}.about`)}</p>
              {more.includes(kind) && <p>{t('desk.attention.more', { n: some.length })}</p>}
              <ul>
                {some.map((item) => (
                  <Item key={item.id} item={item} paths={paths} now={now} onSettled={loaded.reload} />
                ))}
              </ul>
            </section>
          );
        })}
        {others?.list}
      </div>
      <SettledLately now={now} onAgain={loaded.reload} />
    </>
  );
}

function sayCount(waiting: number, held: number): string {
  const count = t('desk.attention.count', { n: waiting });
  return held === 0 ? count : `${count} · ${t('desk.attention.count.held', { n: held })}`;
}
