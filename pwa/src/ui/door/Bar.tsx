import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../messages';
import type { Door, Outcome } from '../card/types';
import { doorNumber, outcomeWords } from '../card/words';
import { nextAfter } from '../next/turns';
import { Button, Icon, StateMark } from '../parts';
import { useMeasured } from '../parts/measured';
import { navigate } from '../router';
import { lastSaved, saveAt } from './saved';
import { SaveProblem } from './SaveProblem';

/** Nobody opened: nothing to write down, so the tap itself saves. All others ask a short question first. */
const AT_ONCE = ['not_home', 'inaccessible'] as const;
const OUTCOMES = [
  { path: 'met', mark: 'met' },
  { path: 'not_home', mark: 'not_home' },
  { path: 'call_back', mark: 'call_back' },
  { path: 'refused', mark: 'refused' },
  { path: 'gone', mark: 'vacant' },
  { path: 'inaccessible', mark: 'inaccessible' },
] as const;

/** The bar under the thumb: the outcomes of a knock, and after one is saved the way on. */
export function Bar({ door }: { readonly door: Door }) {
  const isOpen = useSignal(false);
  const saved = lastSaved.value?.door_id === door.id ? lastSaved.value : null;
  const doesNotWish = door.card.do_not_contact.some((wish) => wish.resident_id == null);
  const bar = useRef<HTMLElement>(null);
  useMeasured(bar, '--bottom-bar'); // toasts rise above it, never over its buttons
  return (
    <section ref={bar} class="door-bar" aria-label={t('door.bar')}>
      {saved?.outcome != null && !isOpen.value ? (
        <Done door={door} outcome={saved.outcome} visitId={saved.ids[0] ?? ''} onAgain={() => (isOpen.value = true)} />
      ) : doesNotWish && !isOpen.value ? (
        <Button onClick={() => (isOpen.value = true)}>{t('door.wish.record_anyway')}</Button>
      ) : (
        <Outcomes door={door} onSaved={() => (isOpen.value = false)} />
      )}
    </section>
  );
}

function Outcomes({ door, onSaved }: { readonly door: Door; readonly onSaved: () => void }) {
  const saving = useSignal<Outcome | null>(null);
  const problem = useSignal<unknown>(null);
  const record = async (outcome: Outcome): Promise<void> => {
    saving.value = outcome;
    problem.value = null;
    try {
      const { campaign_id } = door.card.assignment;
      await saveAt(
        door,
        [{ type: 'record_visit', household_id: door.id, seen: door.seen, campaign_id, outcome }],
        outcomeWords(outcome),
      );
      onSaved();
    } catch (error) {
      problem.value = error;
    } finally {
      saving.value = null;
    }
  };
  return (
    <>
      <SaveProblem problem={problem.value} />
      <div class="outcomes">
        {OUTCOMES.map(({ path, mark }) => {
          const atOnce = AT_ONCE.find((outcome) => outcome === path);
          return (
            <button
              key={path}
              type="button"
              disabled={saving.value !== null}
              onClick={() => (atOnce === undefined ? navigate(`/door/${door.id}/visit/${path}`) : void record(atOnce))}
            >
              <StateMark state={mark} show="mark" />
              <span>
                {saving.value !== null && saving.value === path ? t('door.saving') : t(`door.outcome.${path}`)}
              </span>
            </button>
          );
        })}
      </div>
    </>
  );
}

interface DoneProps {
  readonly door: Door;
  readonly outcome: Outcome;
  readonly visitId: string;
  readonly onAgain: () => void;
}

function Done({ door, outcome, visitId, onAgain }: DoneProps) {
  const next = useNextAfter(door.id);
  const canAddNote = outcome === 'not_home' || outcome === 'inaccessible';
  const onward = useRef<HTMLAnchorElement>(null);
  useEffect(() => onward.current?.focus({ preventScroll: true }), []);
  return (
    <div class="door-done">
      <p>
        <Icon name="check" /> <b>{outcomeWords(outcome)}</b> · {t('door.saved_here')}
      </p>
      {canAddNote ? (
        <a class="button" href={`/door/${door.id}/visit/${outcome}?instead=${visitId}`}>
          {t('door.visit.add_note')}
        </a>
      ) : (
        <a class="button" href={`/door/${door.id}/request`}>
          {t('door.request.new')}
        </a>
      )}
      <Button onClick={onAgain}>{t('door.visit.again')}</Button>
      <a ref={onward} class="button" data-kind="primary" href={next === null ? '/' : `/door/${next.id}`}>
        {next === null ? t('door.next.title') : t('door.doors.next', { door: doorNumber(next.card.household) })}
      </a>
    </div>
  );
}

/** The next door, looked for only after the screen has said "saved": among ten thousand it takes a moment. */
function useNextAfter(id: string): Door | null {
  const isAsked = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => (isAsked.value = true), 50);
    return () => clearTimeout(timer);
  }, [isAsked]);
  return isAsked.value ? (nextAfter(id)?.door ?? null) : null;
}
