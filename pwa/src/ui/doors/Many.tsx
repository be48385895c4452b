import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../messages';
import { doors, save, undo } from '../../store';
import type { Door } from '../card/types';
import { useSaving } from '../door/forms/saving';
import { SaveProblem } from '../door/SaveProblem';
import { doorNumber } from '../card/words';
import { Button, toast } from '../parts';
import { useMeasured } from '../parts/measured';
import { isLeft } from '../next/order';
import type { Picked } from './picking';

interface Props {
  readonly picked: Signal<Picked>;
  readonly entrance: readonly Door[];
  readonly next: Door | null;
}

/** The bar under the grid: the next door, or picking many doors at which nobody was home. */
export function Many({ picked, entrance, next }: Props) {
  const foot = useRef<HTMLElement>(null);
  useMeasured(foot, '--foot-height');
  return (
    <footer ref={foot} class="doors-foot">
      {picked.value === null ? <Onward picked={picked} entrance={entrance} next={next} /> : <Picking picked={picked} />}
    </footer>
  );
}

function Onward({ picked, entrance, next }: Props) {
  return (
    <>
      {entrance.some(isLeft) && <Button onClick={() => (picked.value = new Set())}>{t('door.doors.many')}</Button>}
      {next !== null && (
        <a class="button" data-kind="primary" href={`/door/${next.id}`}>
          {t('door.doors.next', { door: doorNumber(next.card.household) })}
        </a>
      )}
    </>
  );
}

function Picking({ picked }: { readonly picked: Signal<Picked> }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const count = picked.value?.size ?? 0;
  const saving = useSaving(null, async () => {
    const ids = await save(visitsOf(picked.value));
    picked.value = null;
    toast(t('door.doors.saved_many', { n: count }), { undo: () => undo(ids).then(() => undefined) });
  });
  return (
    <>
      <div>
        <h2 ref={heading} tabIndex={-1}>
          {t('door.doors.pick_title')}
        </h2>
        <p data-quiet>{t('door.doors.pick_hint')}</p>
      </div>
      <SaveProblem problem={saving.problem} />
      <Button onClick={() => (picked.value = null)}>{t('core.action.cancel')}</Button>
      <Button kind="primary" disabled={count === 0 || saving.isRunning} onClick={() => void saving.start()}>
        {saving.isRunning
          ? t('door.saving')
          : count === 0
            ? t('door.doors.pick_none')
            : t('door.doors.save_many', { n: count })}
      </Button>
    </>
  );
}

function visitsOf(picked: Picked): Parameters<typeof save>[0] {
  return [...(picked ?? [])].flatMap((id) => {
    const door = doors.value.get(id);
    if (door === undefined) return [];
    const { campaign_id } = door.card.assignment;
    return [{ type: 'record_visit', household_id: id, seen: door.seen, campaign_id, outcome: 'not_home' } as const];
  });
}
