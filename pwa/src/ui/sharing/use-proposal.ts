import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { ApiProblem } from '../../store';
import { problemOf } from '../board/resource';
import { askProposal } from './calls';
import type { Grain, Proposal, ProposalAsked, Reason } from './wire';

/** Which teams a person wants, with the numbers they said, if any; null: whoever is proposed. */
export type Wishes = ReadonlyMap<string, number | null> | null;

export interface Options {
  readonly grain: Grain;
  readonly by: readonly Reason[];
  readonly onlyUnvisited: boolean;
}

export interface Proposing {
  readonly proposal: Proposal | null;
  readonly problem: ApiProblem | null;
  readonly busy: boolean;
  readonly again: () => void;
}

type Doors = Pick<ProposalAsked, 'household_ids' | 'from'>;

const PAUSE = 300;

/** Asks anew a moment after the last change of what is wanted; the old proposal stays until the new one is there. Nothing is moved. */
export function useProposal(campaign: string, doors: Doors | null, wishes: Wishes, options: Options): Proposing {
  const state = useSignal<Omit<Proposing, 'again'>>({ proposal: null, problem: null, busy: true });
  const round = useSignal(0);
  const { grain, by, onlyUnvisited } = options;
  const asked = useMemo(
    () => (doors === null ? null : bodyOf(doors, wishes, options)),
    [
      doors?.household_ids,
      JSON.stringify(doors?.from ?? null),
      doors === null,
      wishes,
      grain,
      by.join(' '),
      onlyUnvisited,
    ],
  ); // doors are compared by their list and not by its text, which of 100,000 is megabytes
  useEffect(() => {
    if (asked === null) {
      state.value = { proposal: null, problem: null, busy: false };
      return;
    }
    let wanted = true;
    state.value = { ...state.peek(), busy: true };
    const timer = setTimeout(() => {
      askProposal(campaign, asked).then(
        (proposal) => {
          if (wanted) state.value = { proposal, problem: null, busy: false };
        },
        (error: unknown) => {
          if (wanted) state.value = { proposal: null, problem: problemOf(error), busy: false };
        },
      );
    }, PAUSE);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [campaign, asked, round.value]);
  return { ...state.value, again: () => (round.value += 1) };
}

function bodyOf(doors: Doors, wishes: Wishes, { grain, by, onlyUnvisited }: Options): ProposalAsked {
  return {
    ...doors,
    grain,
    by,
    ...(wishes !== null && { takers: [...wishes].map(([team_id, count]) => ({ team_id, count })) }),
    ...(onlyUnvisited && { only_if: 'unvisited' as const }),
  };
}

/** The wishes with one team ticked or not, or with another number; they begin as what is proposed. */
export function wish(
  wishes: Wishes,
  proposal: Proposal,
  team: string,
  change: { readonly on: boolean } | { readonly count: number | null },
): Wishes {
  const now = new Map(
    wishes ?? proposal.takers.filter(({ chosen }) => chosen).map(({ team_id }) => [team_id, null] as const),
  );
  if ('count' in change) now.set(team, change.count);
  else if (change.on) now.set(team, null);
  else now.delete(team);
  return now;
}
