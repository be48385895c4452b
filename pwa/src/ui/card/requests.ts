/** What a household asked for, as the screens sort it. */
import type { Card, Door, ServiceRequest } from './types';

export type RequestGroup = 'to_tell' | 'open' | 'done';

/** Answered ones wait for the resident's word; the others wait for somebody else, or for nobody. */
export function groupOf(request: ServiceRequest): RequestGroup {
  switch (request.state) {
    case 'answered':
      return 'to_tell';
    case 'closed':
    case 'withdrawn':
    case 'merged':
      return 'done';
    default:
      return 'open';
  }
}

/** What the office last answered, to be told at the door. */
export function answerOf(request: ServiceRequest): ServiceRequest['events'][number] | null {
  return request.events.reduce<ServiceRequest['events'][number] | null>(
    (best, event) =>
      event.event === 'answered' && event.taken && (best === null || event.at > best.at) ? event : best,
    null,
  );
}

export interface Listed {
  readonly door: Door;
  readonly request: ServiceRequest;
}

const URGENCY = { urgent: 0, soon: 1, normal: 2 } as const;

/** The requests of these doors by group: the urgent first, then the oldest; done ones newest first. */
export function groupRequests(doors: readonly Door[]): ReadonlyMap<RequestGroup, readonly Listed[]> {
  const groups = new Map<RequestGroup, Listed[]>([
    ['to_tell', []],
    ['open', []],
    ['done', []],
  ]);
  for (const door of doors) {
    for (const request of door.card.requests) groups.get(groupOf(request))?.push({ door, request });
  }
  for (const [group, listed] of groups) listed.sort(group === 'done' ? newestFirst : urgentFirst);
  return groups;
}

function newestFirst(a: Listed, b: Listed): number {
  return b.request.raised_at - a.request.raised_at;
}

function urgentFirst(a: Listed, b: Listed): number {
  return URGENCY[a.request.urgency] - URGENCY[b.request.urgency] || a.request.raised_at - b.request.raised_at;
}

export function answeredOf(card: Card): readonly ServiceRequest[] {
  return card.requests.filter((request) => groupOf(request) === 'to_tell');
}
