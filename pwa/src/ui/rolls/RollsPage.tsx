import { useSignal } from '@preact/signals';
import { t, tCode } from '../../messages';
import type { ApiProblem } from '../../store';
import { useNow } from '../board/clock';
import { problemOf, useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import { sayAgo, sayNumber } from '../board/words';
import { Empty } from '../parts';
import { navigate } from '../router';
import { sendRoll } from './calls';
import { DropZone } from './DropZone';
import { OneRoll } from './OneRoll';
import './rolls.css';
import type { PastRoll } from './wire';
import { sayCallProblem } from './words';

/** Rolls coming in: a file put here, and those that came before. */
export function RollsPage({ id }: { readonly id: string | null }) {
  return id === null ? <Begin /> : <OneRoll key={id} id={id} />;
}

function Begin() {
  const busy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const past = useGet<{ readonly rolls: readonly PastRoll[] }>('/api/rolls');
  const now = useNow();
  const send = async (file: File): Promise<void> => {
    busy.value = true;
    problem.value = null;
    try {
      navigate(`/desk/rolls/${(await sendRoll(file)).id}`);
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  const rolls = past.data?.rolls ?? [];
  return (
    <>
      <DropZone busy={busy.value} onFile={(file) => void send(file)} />
      {problem.value !== null && (
        <p class="field-problem" role="alert">
          {sayCallProblem(problem.value)}
        </p>
      )}
      <section class="panel">
        <h2>{t('rolls.past')}</h2>
        {past.problem !== null && <Trouble problem={past.problem} onRetry={past.reload} />}
        {past.data !== null && rolls.length === 0 && (
          <Empty icon="list" title={t('rolls.past.none')} text={t('rolls.past.none.text')} />
        )}
        {rolls.length > 0 && (
          <ul class="roll-past">
            {rolls.map((roll) => (
              <li key={roll.id}>
                <a href={`/desk/rolls/${roll.id}`}>{roll.name}</a>
                <span>{tCode(`rolls.state.${roll.state}`, roll.state)}</span>
                <span data-quiet>{sayPast(roll, now)}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function sayPast(roll: PastRoll, now: number): string {
  const { area, by, made_at } = roll;
  return [area?.name ?? '', by?.name ?? '', sayAgo(made_at, now), sayCounts(roll)]
    .filter((part) => part !== '')
    .join(' · ');
}

/** What is true of it now: of a roll that was taken back no longer what it had brought. */
function sayCounts({ new: added, changed, flagged, taken_back, left }: PastRoll): string {
  if (taken_back !== null) return t('rolls.past.undone', { back: sayNumber(taken_back), left: sayNumber(left ?? 0) });
  if (added === null) return '';
  return t('rolls.past.counts', {
    new: sayNumber(added),
    changed: sayNumber(changed ?? 0),
    flagged: sayNumber(flagged ?? 0),
  });
}
