import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { newId, reference, syncNow, type ApiProblem, type Door, type Team } from '../../store';
import { makeMove, undoMove } from '../board/office';
import { problemOf, useGet } from '../board/resource';
import type { Selection } from '../board/selection';
import { Trouble } from '../board/Trouble';
import type { Named, Team as TeamCounts } from '../board/wire';
import { Sheet, toast } from '../parts';
import { isVisited } from './local';

interface Props {
  readonly team: Team;
  readonly picked: Selection;
  readonly mine: readonly Door[];
  /** Whom the doors were picked for: comes first. */
  readonly to?: Named | undefined;
  readonly onGiven: () => void;
  readonly onClose: () => void;
}

/** To whom the picked doors go. One tap, and it can be taken back. */
export function GiveSheet({ team, picked, mine, to, onGiven, onClose }: Props) {
  const teams = useGet<{ readonly teams: readonly TeamCounts[] }>(`/api/campaigns/${team.campaign_id}/teams`);
  const online = teams.data?.teams
    .find(({ id }) => id === team.id)
    ?.members.filter(({ ended_at }) => ended_at === null);
  const everybody: readonly Named[] = online ?? [...reference.value.members.values()];
  const people = [...everybody].sort((a, b) => Number(b.id === to?.id) - Number(a.id === to?.id));
  const busy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const give = async (person: string | null, name: string): Promise<void> => {
    busy.value = true;
    problem.value = null;
    try {
      const reply = await makeMove(team.campaign_id, newId(), {
        household_ids: [...picked],
        team_id: team.id,
        person_id: person,
      });
      const { undo_id } = reply;
      const takeBack = async (): Promise<void> => {
        if (undo_id !== null) await undoMove(undo_id);
        await syncNow();
      };
      const text =
        person === null
          ? t('desk.give.given_back', { n: reply.moved })
          : t('desk.give.given', { n: reply.moved, name });
      toast(text, undo_id === null || reply.moved === 0 ? {} : { undo: takeBack });
      onGiven();
      onClose();
      await syncNow();
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  const leftOf = (person: string): number =>
    mine.filter((door) => door.card.assignment.person_id === person && !isVisited(door)).length;
  return (
    <Sheet title={t('desk.give.title', { n: picked.size })} onClose={onClose}>
      {problem.value !== null && (
        <>
          <Trouble problem={problem.value} />
          <p data-quiet>{t('desk.give.online')}</p>
        </>
      )}
      <div class="give-people">
        {people.map(({ id, name }) => (
          <button key={id} type="button" disabled={busy.value} onClick={() => void give(id, name)}>
            <b>{name}</b>
            <span data-quiet>{t('desk.give.person', { n: leftOf(id) })}</span>
          </button>
        ))}
        <button type="button" disabled={busy.value} onClick={() => void give(null, '')}>
          <b>{t('desk.give.back')}</b>
          <span data-quiet>{t('desk.give.back.about')}</span>
        </button>
      </div>
    </Sheet>
  );
}
