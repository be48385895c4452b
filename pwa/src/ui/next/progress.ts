/** How far the doors on this phone have come, as counts with their bases. */

import type { Door, State } from '../card/types';
import { isClosed, isLeft } from './order';

export interface Progress {
  readonly known: number;
  /** Known less do-not-contact and vacant: the doors at which somebody could be met. */
  readonly base: number;
  readonly left: number;
  readonly visited: number;
  readonly met: number;
  readonly states: ReadonlyMap<State, number>;
}

export function progressOf(doors: Iterable<Door>): Progress {
  const states = new Map<State, number>();
  let [known, left, reached] = [0, 0, 0];
  for (const door of doors) {
    if (isClosed(door)) continue;
    known += 1;
    if (isLeft(door)) left += 1;
    if (isVisited(door)) reached += 1;
    states.set(door.state, (states.get(door.state) ?? 0) + 1);
  }
  const count = (state: State): number => states.get(state) ?? 0;
  return {
    known,
    base: known - count('do_not_contact') - count('vacant'),
    left,
    visited: reached,
    met: count('met'),
    states,
  };
}

const visited = new WeakMap<Door, boolean>();

/** A visit of this campaign, not voided, at which one got as far as the door. */
export function isVisited(door: Door): boolean {
  const known = visited.get(door);
  if (known !== undefined) return known;
  const { visits, assignment } = door.card;
  const is = visits.some(
    (visit) => visit.voided == null && visit.outcome !== 'inaccessible' && visit.campaign_id === assignment.campaign_id,
  );
  visited.set(door, is);
  return is;
}
