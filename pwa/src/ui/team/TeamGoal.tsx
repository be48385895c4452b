import { t, tCode } from '../../messages';
import { ofGoal } from '../board/counts';
import { Meter } from '../board/Meter';
import type { Campaign, Counts } from '../board/wire';
import { sayOf, sayShare } from '../board/words';
import { sayGoal } from '../seeing/goal';

interface Props {
  readonly counts: Counts;
  readonly goal: Campaign['goal'];
  readonly team: string;
}

/** What the round is to reach and how far the team is, with what it is divided by and where that comes from. */
export function TeamGoal({ counts, goal, team }: Props) {
  const reached = ofGoal(counts, goal);
  return (
    <section class="panel team-goal">
      <h2>{sayGoal(counts.known, reached.of - reached.part)}</h2>
      <p class="team-goal-number">
        <b>{sayShare(reached)}</b>
        <span>{sayOf(reached)}</span>
        <span data-quiet>{tCode(`desk.kpi.${goal}`, goal)}</span>
      </p>
      <Meter counts={counts} label={team} />
      <p data-quiet>
        {goal === 'met'
          ? t('desk.kpi.met.how', {
              known: counts.known,
              dnc: counts.do_not_contact,
              vacant: counts.vacant,
              base: counts.base,
            })
          : t('desk.kpi.known.how', {
              known: counts.known,
              roll: counts.known - counts.added_on_the_way,
              added: counts.added_on_the_way,
            })}
      </p>
    </section>
  );
}
