import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t, tCode } from '../../messages';
import { sayNumber } from '../board/words';
import { Button, Icon } from '../parts';
import './takers.css';
import { wish, type Wishes } from './use-proposal';
import { whyNone, type WhyNone } from './why-none';
import type { Grain, Proposal, Taker } from './wire';

interface Props {
  readonly proposal: Proposal;
  readonly wishes: Wishes;
  readonly grain: Grain;
  /** How a team is marked on the grids; without grids there are no marks. */
  readonly markOf?: (team: string) => string | null;
  /** How many each gets with the changes made by hand. */
  readonly counts: ReadonlyMap<string, number>;
  readonly onWish: (wishes: Wishes) => void;
}

const SHOWN = 5;

/** Who could take how many: what each team has left, how near it is, whom of it the households know. Ticks and numbers can be changed. */
export function Takers({ proposal, wishes, grain, markOf = () => null, counts, onWish }: Props) {
  const { first, others } = useOrder(proposal.takers, wishes === null);
  const row = (taker: Taker) => (
    <Row
      key={taker.team_id}
      taker={taker}
      doors={proposal.doors}
      mark={markOf(taker.team_id)}
      count={counts.get(taker.team_id) ?? 0}
      none={whyNone(taker, proposal, wishes, grain)}
      isOn={wishes?.has(taker.team_id) ?? taker.chosen}
      said={wishes?.get(taker.team_id) ?? null}
      onTick={(on) => onWish(wish(wishes, proposal, taker.team_id, { on }))}
      onCount={(count) => onWish(wish(wishes, proposal, taker.team_id, { count }))}
    />
  );
  return (
    <fieldset class="takers">
      <legend>{t('sharing.to')}</legend>
      {!proposal.takers.some(({ chosen }) => chosen) && <p data-quiet>{t('sharing.to.none')}</p>}
      {first.map(row)}
      {others.length > 0 && (
        <details>
          <summary>{t('sharing.to.more', { n: others.length })}</summary>
          <div class="takers">{others.map(row)}</div>
        </details>
      )}
      {wishes !== null && (
        <Button size="small" kind="quiet" icon="undo" onClick={() => onWish(null)}>
          {t('sharing.to.again')}
        </Button>
      )}
    </fieldset>
  );
}

/** What is proposed stands first. Once a person ticks, each team stays where it is: under the eye, and under the keys. */
function useOrder(
  takers: readonly Taker[],
  isProposed: boolean,
): { readonly first: readonly Taker[]; readonly others: readonly Taker[] } {
  const kept = useRef<{ ids: readonly string[]; first: number }>({ ids: [], first: 0 });
  const ids = takers.map(({ team_id }) => team_id);
  if (isProposed || kept.current.ids.length === 0)
    kept.current = { ids, first: takers.filter(({ chosen }) => chosen).length + SHOWN };
  const known = [...kept.current.ids, ...ids.filter((id) => !kept.current.ids.includes(id))];
  const ordered = known.flatMap((id) => takers.find(({ team_id }) => team_id === id) ?? []);
  const place = (id: string): number => known.indexOf(id);
  return {
    first: ordered.filter(({ team_id }) => place(team_id) < kept.current.first),
    others: ordered.filter(({ team_id }) => place(team_id) >= kept.current.first),
  };
}

interface RowProps {
  readonly taker: Taker;
  /** How many are shared out. */
  readonly doors: number;
  readonly mark: string | null;
  readonly count: number;
  /** Why the proposal has nothing for it. */
  readonly none: WhyNone | null;
  /** Ticked: what a person wants shows at once, what it comes to once it is proposed. */
  readonly isOn: boolean;
  readonly said: number | null;
  readonly onTick: (on: boolean) => void;
  readonly onCount: (count: number | null) => void;
}

function Row({ taker, doors, mark, count, none, isOn, said, onTick, onCount }: RowProps) {
  const facts = [
    t('sharing.left', { n: sayNumber(taker.left) }),
    t('sharing.members', { n: taker.members }),
    ...(taker.near !== 'elsewhere' || taker.left > 0 ? [tCode(`sharing.near.${taker.near}`, taker.near)] : []),
    ...someOf('holds', taker.holds, doors),
    ...someOf('met', taker.met, doors),
    ...(taker.can.length > 0 ? [t('sharing.can', { words: taker.can.join(t('desk.list')) })] : []),
  ];
  return (
    <div class="taker" data-on={isOn}>
      <label class="taker-name">
        <input type="checkbox" checked={isOn} onChange={(event) => onTick(event.currentTarget.checked)} />
        {mark !== null && (
          <i class="team-mark" data-mark={mark} aria-hidden="true">
            {mark}
          </i>
        )}
        <b>{taker.name}</b>
      </label>
      {isOn && taker.chosen && <Count name={taker.name} count={count} said={said} onCount={onCount} />}
      <p data-quiet>{facts.join(' · ')}</p>
      {taker.silent > 0 && (
        <p class="taker-warning">
          <Icon name="warning" size="small" />
          {t('sharing.silent', { n: taker.silent, of: taker.phones })}
        </p>
      )}
      {isOn && count === 0 && none !== null && <p>{t(`sharing.none.${none}`, { n: taker.fair })}</p>}
      {isOn && taker.members === 0 && (
        <p class="taker-warning">
          <Icon name="warning" size="small" />
          {t('sharing.nobody')}
        </p>
      )}
    </div>
  );
}

/** How many of the doors a team has something to do with, in words. */
function someOf(what: 'holds' | 'met', n: number, doors: number): readonly string[] {
  if (n === 0) return [];
  return [n === doors ? t(`sharing.${what}.all`) : t(`sharing.${what}`, { n })];
}

/** A number that is proposed until somebody says another; emptied, it is proposed again. */
function Count({
  name,
  count,
  said,
  onCount,
}: {
  readonly name: string;
  readonly count: number;
  readonly said: number | null;
  readonly onCount: (count: number | null) => void;
}) {
  const typing = useSignal<string | null>(null);
  return (
    <span class="taker-count" data-said={said !== null}>
      <input
        type="number"
        min={0}
        max={20000}
        inputMode="numeric"
        aria-label={t('sharing.count', { name })}
        value={typing.value ?? String(said ?? count)}
        onInput={(event) => {
          const text = event.currentTarget.value;
          typing.value = text;
          onCount(/^\d{1,5}$/.test(text) ? Math.min(20_000, Number(text)) : null);
        }}
        onBlur={() => (typing.value = null)}
      />
      <span aria-hidden="true">{said === null ? t('sharing.count.proposed') : t('sharing.count.said')}</span>
    </span>
  );
}
