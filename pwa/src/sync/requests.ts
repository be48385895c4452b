import type { RequestEvent, RequestState } from '../protocol';

const makes: Readonly<Record<RequestEvent, RequestState>> = {
  triaged: 'triaged',
  assigned: 'assigned',
  in_progress: 'in_progress',
  answered: 'answered',
  closed: 'closed',
  reopened: 'reopened',
  withdrawn: 'withdrawn',
  merged: 'merged',
  satisfied: 'closed',
  not_satisfied: 'reopened',
};

const unanswered: readonly RequestState[] = ['raised', 'triaged', 'assigned', 'in_progress', 'reopened'];
const open: readonly RequestState[] = [...unanswered, 'answered'];

const legal: Readonly<Record<RequestEvent, readonly RequestState[]>> = {
  triaged: ['raised', 'triaged', 'reopened'],
  assigned: unanswered,
  in_progress: unanswered,
  answered: open,
  closed: open.filter((state) => state !== 'raised'),
  reopened: ['answered', 'closed', 'withdrawn'],
  withdrawn: open,
  merged: open,
  satisfied: open,
  not_satisfied: ['answered', 'closed'],
};

/** The state an event leads to from here, or null if it would not be taken. */
export function stateAfter(state: RequestState, event: RequestEvent): RequestState | null {
  return legal[event].includes(state) ? makes[event] : null;
}
