import type { Outcome, State } from '../protocol';

/** What coverage needs of a visit. `counted`: it is this campaign's, made within its dates. */
export interface VisitFact {
  readonly id: string;
  readonly outcome: Outcome;
  readonly at: number;
  readonly is_voided: boolean;
  readonly is_counted: boolean;
}

/** `visited`: somebody stood at the door, whatever the state. `tries`: visits not voided, of any outcome. */
export interface DoorState {
  readonly state: State;
  readonly visited: boolean;
  readonly tries: number;
}

/** The first state that fits. The latest visit is the one with the greatest (at, id), not the last to arrive. */
export function stateOf(
  visits: readonly VisitFact[],
  is_closed_to_visits: boolean,
  roll_vacant: boolean,
  max_attempts: number | null,
): DoorState {
  const told = visits.filter((visit) => visit.is_counted && !visit.is_voided);
  const visited = told.some((visit) => visit.outcome !== 'inaccessible');
  const is_met = told.some((visit) => visit.outcome === 'met');
  const used_up = max_attempts !== null && told.length >= max_attempts;
  const state = stateFrom(latestOf(told), is_closed_to_visits, is_met, roll_vacant && !visited, used_up);
  return { state, visited, tries: told.length };
}

function latestOf(visits: readonly VisitFact[]): Outcome | null {
  let latest: VisitFact | null = null;
  for (const visit of visits) {
    if (latest === null || visit.at > latest.at || (visit.at === latest.at && visit.id > latest.id)) latest = visit;
  }
  return latest?.outcome ?? null;
}

function stateFrom(
  latest: Outcome | null,
  closed_to_visits: boolean,
  is_met: boolean,
  said_vacant: boolean,
  used_up: boolean,
): State {
  if (closed_to_visits) return 'do_not_contact';
  if (is_met) return 'met';
  if (latest === 'vacant' || latest === 'moved' || said_vacant) return 'vacant';
  if (latest === 'refused' || latest === 'call_back') return latest;
  if (latest === null) return 'never_tried';
  if (used_up) return 'given_up';
  return latest === 'not_home' ? 'not_home' : 'inaccessible';
}
