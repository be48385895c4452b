import { useSignal } from '@preact/signals';
import { t, tCode } from '../../messages';
import { useNow } from '../board/clock';
import { problemOf, useGet, type Loaded } from '../board/resource';
import { sayProblem, Trouble } from '../board/Trouble';
import { sayAgo } from '../board/words';
import { Button, Icon, toast } from '../parts';
import { dismissPair, joinPair, undoJoin } from './calls';
import './doubles.css';
import { linesOf, sayAddress } from './rows';
import type { Join, Joins, Pair, Pairs } from './wire';

export interface LoadedDoubles {
  readonly pairs: Loaded<Pairs>;
  readonly joins: Loaded<Joins>;
  readonly apart: Loaded<Pairs>;
  /** What is done to one of them shows in the others: that two were told apart, no card says. */
  readonly reload: () => void;
}

export function useDoubles(): LoadedDoubles {
  const pairs = useGet<Pairs>('/api/pairs');
  const joins = useGet<Joins>('/api/joins');
  const apart = useGet<Pairs>('/api/pairs?told_apart=true');
  const reload = (): void => {
    for (const each of [pairs, joins, apart]) each.reload();
  };
  return { pairs, joins, apart, reload };
}

/** Households that may be the same door, side by side. None: nothing is shown. */
export function Doubles({ pairs, reload }: LoadedDoubles) {
  const waiting = pairs.data?.pairs ?? [];
  return (
    <>
      {pairs.problem !== null && <Trouble problem={pairs.problem} onRetry={reload} />}
      {waiting.length > 0 && (
        <section class="panel attention-group" aria-labelledby="doubles">
          <h2 id="doubles">
            <Icon name="home" />
            {t('desk.doubles.title', { n: waiting.length })}
          </h2>
          <p data-quiet>{t('desk.doubles.about')}</p>
          <ul>
            {waiting.map((pair) => (
              <PairItem key={`${pair.one.household.id} ${pair.other.household.id}`} pair={pair} onSettled={reload} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** What was joined or told apart lately, each to be taken back. */
export function JoinedLately({ joins, apart, reload }: LoadedDoubles) {
  const lately = joins.data?.joins ?? [];
  const toldApart = apart.data?.pairs ?? [];
  return (
    <>
      {lately.length > 0 && (
        <details class="panel attention-group joins">
          <summary>{t('desk.doubles.lately', { n: lately.length })}</summary>
          <ul>
            {lately.map((join) => (
              <JoinItem key={join.id} join={join} onSettled={reload} />
            ))}
          </ul>
        </details>
      )}
      {toldApart.length > 0 && (
        <details class="panel attention-group joins">
          <summary>{t('desk.doubles.told_apart', { n: toldApart.length })}</summary>
          <ul>
            {toldApart.map((pair) => (
              <ApartItem key={`${pair.one.household.id} ${pair.other.household.id}`} pair={pair} onSettled={reload} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** Does something once, and says what went wrong; where somebody else decided before, what is shown is read again. */
function useDeed(onSettled: () => void): { readonly busy: boolean; readonly run: (deed: () => Promise<void>) => void } {
  const busy = useSignal(false);
  const run = async (deed: () => Promise<void>): Promise<void> => {
    busy.value = true;
    try {
      await deed();
    } catch (error) {
      const problem = problemOf(error);
      toast(sayProblem(problem), { tone: 'problem' });
      if (problem.status === 409) onSettled();
    } finally {
      busy.value = false;
    }
  };
  return { busy: busy.value, run: (deed) => void run(deed) };
}

function PairItem({ pair, onSettled }: { readonly pair: Pair; readonly onSettled: () => void }) {
  const { busy, run } = useDeed(onSettled);
  const join = async (): Promise<void> => {
    const { id } = await joinPair(pair);
    const back = async (): Promise<void> => {
      await undoJoin(id); // which by itself says that they are two
      await dismissPair(pair, true);
      onSettled();
    };
    toast(t('desk.doubles.joined'), { undo: back });
    onSettled();
  };
  const keepApart = async (): Promise<void> => {
    await dismissPair(pair);
    toast(t('desk.doubles.kept_apart'), { undo: () => dismissPair(pair, true).then(onSettled) });
    onSettled();
  };
  return (
    <li class="pair">
      <p>
        <b>{tCode(`desk.doubles.why.${pair.why}`, pair.why)}</b>
      </p>
      <table>
        <colgroup>
          <col />
          <col />
          <col />
        </colgroup>
        <thead>
          <tr>
            <td />
            {[pair.one, pair.other].map(({ household }) => (
              <th key={household.id} scope="col">
                {t(household.id === pair.survivor_id ? 'desk.doubles.stays' : 'desk.doubles.goes')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {linesOf(pair.one, pair.other).map(({ key, name, one, other }) => (
            <tr key={key} data-differs={one !== other}>
              <th scope="row">{name}</th>
              <td>{one === '' ? t('desk.doubles.none') : one}</td>
              <td>{other === '' ? t('desk.doubles.none') : other}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="attention-actions" role="group" aria-label={[pair.one, pair.other].map(sayAddress).join(' · ')}>
        <Button size="small" kind="primary" disabled={busy} onClick={() => run(join)}>
          {t('desk.doubles.join')}
        </Button>
        <Button size="small" disabled={busy} onClick={() => run(keepApart)}>
          {t('desk.doubles.apart')}
        </Button>
      </div>
    </li>
  );
}

function JoinItem({ join, onSettled }: { readonly join: Join; readonly onSettled: () => void }) {
  const now = useNow();
  const { busy, run } = useDeed(onSettled);
  const place = sayAddress({ building: join.building, household: join });
  const undo = async (): Promise<void> => {
    await undoJoin(join.id);
    toast(t('desk.doubles.undo.done'));
    onSettled();
  };
  return (
    <li>
      <span>
        <b>{place}</b>{' '}
        <span data-quiet>
          {join.by === null ? t('desk.doubles.by_itself') : t('desk.doubles.by', { name: join.by.name })} ·{' '}
          {sayAgo(join.at, now)}
        </span>
      </span>
      {join.undone_at === null ? (
        <Button
          size="small"
          disabled={busy}
          aria-label={`${t('desk.doubles.undo')} ${place}`}
          onClick={() => run(undo)}
        >
          {t('desk.doubles.undo')}
        </Button>
      ) : (
        <span data-quiet>{t('desk.doubles.undone')}</span>
      )}
    </li>
  );
}

function ApartItem({ pair, onSettled }: { readonly pair: Pair; readonly onSettled: () => void }) {
  const { busy, run } = useDeed(onSettled);
  const [one, other] = [pair.one, pair.other].map((side) =>
    [sayAddress(side), side.household.name ?? ''].join(' ').trim(),
  );
  const lookAgain = async (): Promise<void> => {
    await dismissPair(pair, true);
    toast(t('desk.doubles.again.done'));
    onSettled();
  };
  return (
    <li>
      <span>
        <b>{one}</b> · <b>{other}</b>
      </span>
      <Button
        size="small"
        disabled={busy}
        aria-label={`${t('desk.doubles.again')} ${one ?? ''}`}
        onClick={() => run(lookAgain)}
      >
        {t('desk.doubles.again')}
      </Button>
    </li>
  );
}
