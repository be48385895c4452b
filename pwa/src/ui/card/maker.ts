/** Makes doors for tests: what a test does not say is an ordinary door nobody has tried. */
import type { Card, Door, Household, ServiceRequest, State, Visit } from './types';

interface Wanted {
  readonly id?: string;
  readonly state?: State;
  readonly tries?: number;
  readonly pending?: number;
  readonly household?: Partial<Household>;
  readonly visits?: readonly Partial<Visit>[];
  readonly requests?: readonly Partial<ServiceRequest>[];
  readonly wishes?: Card['do_not_contact'];
  readonly person_id?: string | null;
}

export const CAMPAIGN = 'campaign-autumn';
export const TEAM = 'team-2';
export const ZONE = 'Asia/Shanghai';

/** An instant of a local time in October 2026: `at(12, '19:30')`. */
export function at(day: number, time: string): number {
  return Date.parse(`2026-10-${String(day).padStart(2, '0')}T${time}:00+08:00`);
}

let count = 0;

export function aDoor(wanted: Wanted = {}): Door {
  const id = wanted.id ?? `door-${++count}`;
  const state = wanted.state ?? 'never_tried';
  const visits = (wanted.visits ?? []).map(aVisit);
  const household: Household = {
    id,
    building_id: 'building-9',
    entrance: '2单元',
    floor: 12,
    door: '1203',
    name: '王淑珍',
    phones: [],
    people_count: null,
    note: null,
    needs: [],
    roll_vacant: false,
    closed: null,
    added_in: null,
    aliases: [],
    ...wanted.household,
  };
  return {
    id,
    card: {
      version: 1,
      tag: 0,
      state,
      household,
      residents: [],
      visits,
      visit_count: visits.length,
      assignment: { campaign_id: CAMPAIGN, team_id: TEAM, person_id: wanted.person_id ?? null, epoch: 1 },
      requests: (wanted.requests ?? []).map(aRequest),
      request_count: 0,
      do_not_contact: wanted.wishes ?? [],
      conflicts: [],
      conflict_count: 0,
    },
    state,
    tries: wanted.tries ?? 0,
    seen: 1,
    pending: wanted.pending ?? 0,
    team_ids: [TEAM],
  };
}

export function aVisit(wanted: Partial<Visit> = {}): Visit {
  return {
    id: `visit-${++count}`,
    outcome: 'not_home',
    at: at(1, '15:00'),
    by: 'zhang-min',
    by_name: '张敏',
    team_id: TEAM,
    campaign_id: CAMPAIGN,
    note: null,
    appointment: null,
    answers: null,
    voided: null,
    after_wish: false,
    late: false,
    doubtful: false,
    counted: true,
    ...wanted,
  };
}

export function aRequest(wanted: Partial<ServiceRequest> = {}): ServiceRequest {
  return {
    id: `request-${++count}`,
    category: 'facilities',
    text: '暖气不热',
    urgency: 'normal',
    state: 'raised',
    round: 1,
    raised_by: 'zhang-min',
    raised_at: at(1, '15:00'),
    events: [],
    event_count: 0,
    attachments: [],
    ...wanted,
  };
}

export function mapOf(doors: readonly Door[]): ReadonlyMap<string, Door> {
  return new Map(doors.map((door) => [door.id, door]));
}
