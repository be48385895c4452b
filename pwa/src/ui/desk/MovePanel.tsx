import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { t, tMaybe } from '../../messages';
import { ApiProblem } from '../../store';
import { Holders } from '../board/Holders';
import type { Selection } from '../board/selection';
import { Trouble } from '../board/Trouble';
import type { Campaign, Team } from '../board/wire';
import { Button, Icon } from '../parts';
import { route } from '../router';
import { JobPanel } from '../sharing/JobPanel';
import { sayReason } from '../sharing/LeftDoors';
import { countsOf, NO_CHANGES } from '../sharing/plan';
import { readChosen, sharingPath } from '../sharing/selection';
import { Takers } from '../sharing/Takers';
import { useJob } from '../sharing/use-job';
import { useProposal, type Wishes } from '../sharing/use-proposal';
import type { Part, Proposal } from '../sharing/wire';
import './move-panel.css';
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

const GRAIN = 'auto';
const NO_PARTS: readonly Part[] = [];
/** As the server's, in server/assignments/schemas.py. */
const MOST_DOORS = 20_000;
const TOO_LARGE = new ApiProblem(413, 'move_too_large', '');

/** Moves the picked doors: who holds them now, who could take how many, only if still unvisited, and back again. */
export function MovePanel({ campaign, teams, picked, teamOf, now, onClear, onMoved }: Props) {
  const wishes = useSignal<Wishes>(askedFor(route.value.query));
  const person = useSignal<string | null>(route.value.query['to'] ?? null);
  const onlyIf = useSignal(true);
  const running = useJob((job) => {
    if (job.undoes === null) onClear();
    onMoved();
  });
  const isTooLarge = picked.size > MOST_DOORS; // would be refused, after megabytes of ids
  const isAsked = picked.size > 0 && !isTooLarge;
  const doors = useMemo(() => (isAsked ? { household_ids: [...picked] } : null), [picked]);
  const {
    proposal,
    problem: refused,
    busy,
  } = useProposal(campaign.id, doors, wishes.value, {
    grain: GRAIN,
    by: ['need', 'met'],
    onlyUnvisited: onlyIf.value,
  });
  const problem = isTooLarge ? TOO_LARGE : refused;
  const counts = useMemo(() => countsOf(proposal?.parts ?? NO_PARTS, NO_CHANGES), [proposal]);
  const { job } = running;

  if (picked.size === 0 || job?.state === 'running') {
    return (
      <div class="move-panel">
        <h2>{t('desk.move.title')}</h2>
        {job !== null && <JobPanel job={job} onUndo={() => running.undo(job.id)} />}
        {running.problem !== null && <Trouble problem={running.problem} />}
        {job?.state !== 'running' && (
          <>
            <p class="move-hint">
              <Icon name="info" />
              {t('desk.move.hint')}
            </p>
            <p>
              <a href={sharingPath(readChosen({ any: '1', ...route.value.query }))}>{t('sharing.from_filter')}</a>
            </p>
            <RecentMoves campaign={campaign} now={now} limit={3} onUndone={onMoved} />
          </>
        )}
      </div>
    );
  }
  const parts = proposal?.parts ?? NO_PARTS;
  const will = [...counts.values()].reduce((sum, n) => sum + n, 0);
  const single = parts.length === 1 ? (teams.find(({ id }) => id === parts[0]?.team_id) ?? null) : null;
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
      {problem !== null && <Trouble problem={problem} />}
      {proposal === null && problem === null && (
        <p data-quiet role="status">
          {t('sharing.asking')}
        </p>
      )}
      {proposal !== null && (
        <>
          {proposal.doors > 0 && <Holders holders={proposal.holders} now={now} />}
          <Takers
            proposal={proposal}
            wishes={wishes.value}
            grain={GRAIN}
            counts={counts}
            onWish={(next) => {
              wishes.value = next;
              person.value = null;
            }}
          />
          {single !== null && (
            <label class="desk-choice">
              <span>{t('desk.move.person')}</span>
              <select
                value={memberOf(single, person.value) ?? ''}
                onChange={(event) =>
                  (person.value = event.currentTarget.value === '' ? null : event.currentTarget.value)
                }
              >
                <option value="">{t('desk.move.anyone')}</option>
                {single.members
                  .filter(({ ended_at }) => ended_at === null)
                  .map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
              </select>
            </label>
          )}
        </>
      )}
      <label class="desk-tick">
        <input
          type="checkbox"
          checked={onlyIf.value}
          onChange={(event) => (onlyIf.value = event.currentTarget.checked)}
        />
        <span>
          {t('sharing.only_if')}
          <span data-quiet>{t('sharing.only_if.why')}</span>
        </span>
      </label>
      <div class="move-go">
        {proposal !== null && <LeftOut proposal={proposal} will={will} />}
        {running.problem !== null && <Trouble problem={running.problem} />}
        <Button
          kind="primary"
          disabled={busy || running.busy || will === 0}
          onClick={() => running.move(campaign.id, withPerson(parts, memberOf(single, person.value)), onlyIf.value)}
        >
          {t('sharing.go.move', { n: will })}
        </Button>
        <p data-quiet>
          {onlyIf.value && t('sharing.go.unvisited')}
          {t('sharing.go.after')}
        </p>
      </div>
    </div>
  );
}

/** What the move would leave where it is, and why. */
export function LeftOut({ proposal, will }: { readonly proposal: Proposal; readonly will: number }) {
  const unplaced = proposal.doors - will;
  const reasons = Object.entries(proposal.skipped).map(([reason, n]) => sayOut(reason, n));
  if (unplaced > 0 && will > 0) reasons.push(t('sharing.unplaced', { n: unplaced }));
  if (reasons.length === 0) return null;
  return (
    <p class="move-hint" role="status">
      <Icon name="info" />
      {reasons.join(t('desk.comma'))}
    </p>
  );
}

function sayOut(reason: string, n: number): string {
  return tMaybe(`sharing.out.${reason}`, { n }) ?? sayReason(reason, n);
}

/** The team of the person whom another board asked to give doors to. */
function askedFor({ to, team_id }: Readonly<Record<string, string>>): Wishes {
  return to === undefined || team_id === undefined ? null : new Map([[team_id, null]]);
}

/** The person, if still one of that team: who was asked for on another board may not be of the team that takes the doors. */
function memberOf(team: Team | null, person: string | null): string | null {
  return team?.members.some(({ id, ended_at }) => id === person && ended_at === null) === true ? person : null;
}

function withPerson(parts: readonly Part[], person: string | null): readonly Part[] {
  return person === null ? parts : parts.map((part) => ({ ...part, person_id: person }));
}

/** From which teams the picked doors come. */
function Source({
  picked,
  teamOf,
}: {
  readonly picked: Selection;
  readonly teamOf: ReadonlyMap<string, string | null>;
}) {
  const said = useSignal('');
  useEffect(() => {
    said.value = saySources(picked, teamOf); // after the drawing: of 100,000 doors it takes as long as a frame
  }, [picked, teamOf]);
  return <span data-quiet>{said.value}</span>;
}

function saySources(picked: Selection, teamOf: ReadonlyMap<string, string | null>): string {
  const counted = new Map<string | null, number>();
  for (const id of picked) {
    const team = teamOf.get(id);
    if (team !== undefined) counted.set(team, (counted.get(team) ?? 0) + 1);
  }
  const from = [...counted].map(([name, n]) => t('desk.move.source', { name: name ?? t('desk.no_team'), n }));
  return from.join(t('desk.comma'));
}
