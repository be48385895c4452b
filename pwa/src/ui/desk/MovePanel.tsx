import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../messages';
import { newId, type ApiProblem } from '../../store';
import { Holders } from '../board/Holders';
import { makeMove, tryMove } from '../board/office';
import { problemOf } from '../board/resource';
import type { Selection } from '../board/selection';
import { Trouble } from '../board/Trouble';
import type { Campaign, MoveReply, Team } from '../board/wire';
import { sayNumber } from '../board/words';
import { Button, Icon } from '../parts';
import './move-panel.css';
import { MoveResult } from './MoveResult';
import { RecentMoves } from './RecentMoves';

interface Props {
  readonly campaign: Campaign;
  readonly teams: readonly Team[];
  readonly picked: Selection;
  /** The team of each door that was seen. */
  readonly teamOf: ReadonlyMap<string, string | null>;
  readonly now: number;
  readonly onClear: () => void;
  readonly onMoved: () => void;
}

/** Moves the picked doors: who holds them now, to whom they go, only if still unvisited, and back again. */
export function MovePanel({ campaign, teams, picked, teamOf, now, onClear, onMoved }: Props) {
  const team = useSignal<string | null>(null);
  const person = useSignal<string | null>(null);
  const onlyIf = useSignal(true);
  const busy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const result = useSignal<{ readonly reply: MoveReply; readonly to: string } | null>(null);
  const sending = useSignal<string | null>(null);
  const preview = usePreview(campaign.id, picked, team.value, person.value, onlyIf.value);
  const target = teams.find(({ id }) => id === team.value) ?? null;

  const go = async (): Promise<void> => {
    if (target === null) return;
    busy.value = true;
    problem.value = null;
    sending.value ??= newId();
    try {
      const order = {
        household_ids: [...picked],
        team_id: target.id,
        person_id: person.value,
        ...(onlyIf.value && { only_if: 'unvisited' as const }),
      };
      const reply = await makeMove(campaign.id, sending.value, order);
      result.value = { reply, to: target.name };
      sending.value = null;
      onClear();
      onMoved();
    } catch (error) {
      problem.value = problemOf(error);
      if (problem.value.status >= 400 && problem.value.status < 500) sending.value = null;
    } finally {
      busy.value = false;
    }
  };

  if (picked.size === 0) {
    return (
      <div class="move-panel">
        <h2>{t('desk.move.title')}</h2>
        {result.value !== null && <MoveResult {...result.value} onUndone={onMoved} />}
        <p class="move-hint">
          <Icon name="info" />
          {t('desk.move.hint')}
        </p>
        <RecentMoves campaign={campaign} now={now} limit={3} onUndone={onMoved} />
      </div>
    );
  }
  const will = target === null || preview.reply === null ? picked.size : preview.reply.moved;
  return (
    <div class="move-panel">
      <h2>{t('desk.move.title')}</h2>
      <p>
        {t('desk.move.picked', { n: picked.size })} <Source picked={picked} teamOf={teamOf} />
      </p>
      <p>
        <Button size="small" kind="quiet" icon="cross" onClick={onClear}>
          {t('desk.move.clear')}
        </Button>
      </p>
      {preview.problem !== null ? (
        <Trouble problem={preview.problem} />
      ) : preview.reply === null ? (
        <p data-quiet role="status">
          {t('desk.move.asking')}
        </p>
      ) : (
        preview.reply.moved > 0 && <Holders holders={preview.reply.holders} now={now} />
      )}
      <fieldset class="move-targets">
        <legend>{t('desk.move.to')}</legend>
        {teams.map((each) => (
          <label key={each.id} data-on={each.id === team.value}>
            <input
              type="radio"
              name="team"
              checked={each.id === team.value}
              onChange={() => {
                team.value = each.id;
                person.value = null;
              }}
            />
            <span>
              <b>{each.name}</b>
              <span data-quiet>
                {t('desk.move.load', {
                  n: each.known - each.visited,
                  people: sayNumber(each.members.filter(({ ended_at }) => ended_at === null).length),
                })}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      {target !== null && (
        <label class="desk-choice">
          <span>{t('desk.move.person')}</span>
          <select
            value={person.value ?? ''}
            onChange={(event) => (person.value = event.currentTarget.value === '' ? null : event.currentTarget.value)}
          >
            <option value="">{t('desk.move.anyone')}</option>
            {target.members
              .filter(({ ended_at }) => ended_at === null)
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </select>
        </label>
      )}
      <label class="desk-tick">
        <input
          type="checkbox"
          checked={onlyIf.value}
          onChange={(event) => (onlyIf.value = event.currentTarget.checked)}
        />
        <span>
          {t('desk.move.only_if')}
          <span data-quiet>{t('desk.move.only_if.why')}</span>
        </span>
      </label>
      {target !== null && preview.reply !== null && preview.reply.skipped.length > 0 && (
        <p class="move-hint">
          <Icon name="info" />
          {t('desk.move.will_skip', { n: preview.reply.skipped.length })}
        </p>
      )}
      {problem.value !== null && <Trouble problem={problem.value} />}
      <Button kind="primary" disabled={target === null || busy.value || will === 0} onClick={() => void go()}>
        {busy.value ? t('desk.move.moving', { n: picked.size }) : t('desk.move.go', { n: will })}
      </Button>
      <p data-quiet>{target === null ? t('desk.move.choose') : t('desk.move.after')}</p>
    </div>
  );
}

/** From which teams the picked doors come. */
function Source({
  picked,
  teamOf,
}: {
  readonly picked: Selection;
  readonly teamOf: ReadonlyMap<string, string | null>;
}) {
  const names = [...picked].filter((id) => teamOf.has(id)).map((id) => teamOf.get(id) ?? t('desk.no_team'));
  const from = [...new Set(names)].map((name) =>
    t('desk.move.source', { name, n: names.filter((each) => each === name).length }),
  );
  return <span data-quiet>{from.join(t('desk.comma'))}</span>;
}

interface Preview {
  readonly reply: MoveReply | null;
  readonly problem: ApiProblem | null;
}

/** Asks the server what the move would do, half a second after the last tick: before a team is chosen, what taking the doors away would. Nothing is moved. */
function usePreview(
  campaign: string,
  picked: Selection,
  team: string | null,
  person: string | null,
  onlyIf: boolean,
): Preview {
  const state = useSignal<Preview>({ reply: null, problem: null });
  useEffect(() => {
    if (picked.size === 0) return;
    let wanted = true;
    const show = (next: Preview): void => {
      if (wanted) state.value = next;
    };
    const timer = setTimeout(() => {
      tryMove(campaign, {
        household_ids: [...picked],
        team_id: team,
        person_id: person,
        ...(onlyIf && { only_if: 'unvisited' as const }),
      }).then(
        (reply) => show({ reply, problem: null }),
        (error: unknown) => show({ reply: null, problem: problemOf(error) }),
      );
    }, 400);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [picked, team, person, onlyIf]);
  return state.value;
}
