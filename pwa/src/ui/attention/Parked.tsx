import { useSignal } from '@preact/signals';
import { t, type MessageKey } from '../../messages';
import { session } from '../../store';
import { Ask } from '../board/Ask';
import type { AttentionItem, Named } from '../board/wire';
import { mustBeDone, writeNow } from '../board/write';
import { Button, Field, toast } from '../parts';
import { applyParked, dismissParked, reopenParked, type Settled } from './calls';
import { useOnce } from './once';
import { oppositeOf } from './opposite';
import { PickDoor } from './PickDoor';
import { sayPart, sayWork } from './words';
import { readWork } from './work';

interface Props {
  readonly item: AttentionItem;
  readonly onSettled: () => void;
}

/** Kept work in words, and under them what was sent, byte for byte. */
export function WorkRead({ text, buildings }: { readonly text: string; readonly buildings: readonly Named[] }) {
  const work = readWork(text);
  return (
    <>
      <p class="attention-work">
        {[sayWork(work), ...work.parts.map((part) => sayPart(part, buildings))].map((part, place) => (
          <span key={place}>{part}</span>
        ))}
      </p>
      <details>
        <summary>{t('desk.attention.body')}</summary>
        <pre>{text}</pre>
      </details>
    </>
  );
}

/** What a person does about parked work: apply it, at another door if need be, or say why not. */
export function Parked({ item, onSettled }: Props) {
  const asking = useSignal<'apply' | 'dismiss' | null>(null);
  const door = useSignal<{ readonly id: string; readonly place: string } | null>(null);
  const why = useSignal('');
  const once = useOnce();
  const end = (): void => {
    asking.value = null;
  };
  const apply = async (): Promise<void> => {
    const at = door.value?.id ?? null;
    applied(item, await once(`apply ${at}`, (id) => applyParked(item.id, at, id)), onSettled);
    onSettled();
  };
  const dismiss = async (): Promise<void> => {
    const reason = why.value.trim();
    await once(`dismiss ${reason}`, (id) => dismissParked(item.id, reason, id));
    toast(t('desk.attention.dismissed'), { undo: () => reopenParked(item.id).then(onSettled) });
    onSettled();
  };
  const needsDoor = item.can_rehome === true || (item.can_apply === true && item.is_elsewhere === true);
  const place = door.value?.place ?? item.label ?? null;
  return (
    <>
      {(item.can_apply === true || needsDoor) && (
        <Button size="small" kind="primary" onClick={() => (asking.value = 'apply')}>
          {t(needsDoor ? 'desk.attention.rehome.apply' : 'desk.attention.apply')}
        </Button>
      )}
      <Button size="small" onClick={() => (asking.value = 'dismiss')}>
        {t('desk.attention.dismiss')}
      </Button>
      {asking.value === 'apply' && (
        <Ask
          title={place === null ? t('desk.attention.rehome.apply') : t('desk.attention.apply.title', { place })}
          verb={t('desk.attention.apply')}
          disabled={needsDoor && door.value === null}
          onYes={apply}
          onClose={end}
        >
          <p>{t('desk.attention.apply.text', { name: item.person?.name ?? t('desk.attention.nobody') })}</p>
          <PickDoor chosen={door.value} mustChoose={needsDoor} onChoose={(chosen) => (door.value = chosen)} />
        </Ask>
      )}
      {asking.value === 'dismiss' && (
        <Ask
          title={t('desk.attention.dismiss.title')}
          verb={t('desk.attention.dismiss')}
          disabled={why.value.trim() === ''}
          onYes={dismiss}
          onClose={end}
        >
          <p>{t('desk.attention.dismiss.text')}</p>
          <Field
            label={t('desk.attention.dismiss.why')}
            value={why.value}
            maxLength={500}
            onInput={(value) => (why.value = value)}
          />
        </Ask>
      )}
    </>
  );
}

/** What became of work that cannot be taken back by one tap. */
const WORDS: Partial<Record<string, MessageKey>> = {
  applied: 'desk.attention.applied.for_good',
  superseded: 'desk.attention.applied.superseded',
  noop: 'desk.attention.applied.noop',
};

/** What was applied, with one tap to take it back where it has an opposite; else in words that it has none. */
function applied(item: AttentionItem, settled: Settled, onSettled: () => void): void {
  const text = typeof item.body === 'string' ? item.body : '';
  const isCoordinator = (session.value?.roles ?? []).some(({ role }) => role === 'coordinator');
  const back = oppositeOf(text, settled, isCoordinator);
  if (back.length > 0) {
    toast(t('desk.attention.applied'), {
      undo: async () => {
        const told = await writeNow(back);
        onSettled();
        mustBeDone(told);
      },
    });
  } else toast(t(WORDS[settled.outcome] ?? 'desk.attention.applied'));
}
