import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { Ask } from '../board/Ask';
import type { AttentionItem } from '../board/wire';
import { writeNow } from '../board/write';
import { Button, Field, toast } from '../parts';
import { applyParked, dismissParked, reopenParked, type Settled } from './calls';
import { PickDoor } from './PickDoor';
import { sayPart, sayWork } from './words';
import { readWork } from './work';

interface Props {
  readonly item: AttentionItem;
  readonly onSettled: () => void;
}

/** Kept work in words, and under them what was sent, byte for byte. */
export function WorkRead({ text }: { readonly text: string }) {
  const work = readWork(text);
  return (
    <>
      <p class="attention-work">
        {[sayWork(work), ...work.parts.map(sayPart)].map((part, place) => (
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
  const end = (): void => {
    asking.value = null;
  };
  const apply = async (): Promise<void> => {
    const settled = await applyParked(item.id, door.value?.id ?? null);
    toast(t('desk.attention.applied'), takesBack(settled) ? { undo: () => takeBack(settled).then(onSettled) } : {});
    onSettled();
  };
  const dismiss = async (): Promise<void> => {
    await dismissParked(item.id, why.value.trim());
    toast(t('desk.attention.dismissed'), { undo: () => reopenParked(item.id).then(onSettled) });
    onSettled();
  };
  const needsDoor = item.can_rehome === true;
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
          <PickDoor chosen={door.value} onChoose={(chosen) => (door.value = chosen)} />
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

/** A visit that was applied is voided again; other things are put right at the door. */
const takesBack = ({ type, outcome }: Settled): boolean => type === 'record_visit' && outcome === 'applied';

async function takeBack({ id, household_id, version }: Settled): Promise<void> {
  if (household_id === null) return;
  await writeNow([{ type: 'void_visit', household_id, seen: version, visit_id: id, reason: 'undo' }]);
}
