/** What the boards' API answers, by its wire names. Households themselves are cards; these are counts, lists and people. */

import type { Named, State } from '../../store';

export type { Named, State };

/** Counts of doors. The nine states add up to `known`; the `base_` ones count only doors that may be visited. */
export interface Counts extends Readonly<Record<State, number>> {
  readonly known: number;
  readonly base: number;
  readonly visited: number;
  readonly base_visited: number;
  readonly base_met: number;
  readonly tried: number;
  readonly added_on_the_way: number;
}

export interface CoverageRow extends Counts {
  readonly id: string;
  readonly name: string;
  readonly work?: { readonly visits: number; readonly doors: number };
  /** Of an area. */
  readonly parent_id?: string | null;
}

export interface Coverage extends Counts {
  readonly as_of: number;
  /** Some doors still count by the days, most tries or zone of before. */
  readonly is_counting: boolean;
  /** Doors tried 0, 1, 2, 3, 4, and 5 or more times. */
  readonly tries: readonly number[];
  readonly silent: { readonly replicas: number; readonly of: number };
  readonly rows: readonly CoverageRow[];
}

export interface Campaign extends Named {
  readonly starts_on: string;
  readonly ends_on: string;
  readonly max_attempts: number | null;
  readonly area_ids: readonly string[];
  readonly ended_at: number | null;
  /** What makes a door done in this round: that somebody stood at it, or that somebody was met. */
  readonly goal: 'visited' | 'met';
}

/** The phones of one team, added up. */
export interface TeamPhones {
  readonly of: number;
  readonly silent: number;
  readonly silent_since: number | null;
  readonly last_seen_at: number | null;
  readonly unsent: number | null;
  readonly unsent_at: number | null;
}

export interface Member extends Named {
  readonly role: 'member' | 'leader';
  readonly ended_at: number | null;
}

export interface Team extends Named {
  readonly slice_id: string;
  readonly leaders: readonly Named[];
  readonly members: readonly Member[];
  readonly known: number;
  readonly visited: number;
  /** Of a team that was asked for by itself. */
  readonly buildings?: readonly Named[];
  readonly phones: TeamPhones;
  readonly ended_at?: number | null;
}

/** One installed copy of the app, as it last spoke for itself. */
export interface Phone {
  readonly replica: string;
  readonly device: string | null;
  readonly last_seen_at: number | null;
  readonly unsent: number | null;
  readonly unsent_at: number | null;
  readonly oldest_at: number | null;
  readonly attention: number | null;
  readonly app: string | null;
  readonly lost_at: number | null;
  readonly wipe_asked_at: number | null;
  readonly wiped_at: number | null;
  readonly evicted_at: number | null;
  readonly evicted_unsent: number | null;
}

export interface HeldPhone extends Phone {
  readonly person: Named;
  readonly team_ids: readonly string[];
}

export interface DoorRow {
  readonly id: string;
  readonly building_id: string;
  readonly building: string;
  readonly area_id: string;
  readonly area: string;
  readonly entrance: string | null;
  readonly floor: number | null;
  readonly door: string | null;
  readonly name: string | null;
  readonly state: State;
  readonly tries: number;
  readonly team_id: string | null;
  readonly team: string | null;
  readonly person_id: string | null;
  readonly person: string | null;
  readonly last_visit_at: number | null;
}

export interface DoorPage {
  readonly households: readonly DoorRow[];
  readonly next: string | null;
  readonly count: number;
  /** Of a filter that asks who was where. Some of its doors may not be in the list, or in sight, any more. */
  readonly been: Been | null;
}

export interface Been {
  readonly visits: number;
  readonly doors: number;
}

export interface Cell {
  readonly household_id: string;
  readonly entrance: string | null;
  readonly floor: number | null;
  readonly door: string | null;
  readonly name: string | null;
  readonly state: State;
  readonly tries: number;
  readonly team_id: string | null;
  readonly person_id: string | null;
  readonly last_visit_at: number | null;
}

export interface Building extends Named {
  readonly area_id: string;
  readonly entrances: readonly {
    readonly name: string;
    readonly floors: readonly number[];
    readonly doors_per_floor: number;
  }[];
}

export interface Grid {
  readonly building: Building;
  readonly cells: readonly Cell[];
}

export interface Holder {
  readonly replica: string;
  readonly person: Named;
  readonly last_seen_at: number | null;
  readonly unsent: number | null;
  readonly unsent_at: number | null;
}

export interface MoveReply {
  readonly moved: number;
  readonly skipped: readonly { readonly household_id: string; readonly reason: string }[];
  readonly holders: readonly Holder[];
  readonly undo_id: string | null;
}

export interface Move {
  readonly id: string;
  readonly at: number;
  readonly by: Named;
  readonly to_team: Named | null;
  readonly moved: number;
  readonly skipped: number;
  readonly undone_at: number | null;
  /** All the teams that got some. */
  readonly to_teams: readonly Named[];
  /** Of a move that is not done yet. */
  readonly progress: { readonly done: number; readonly of: number } | null;
  /** Its doors left the campaign with it. */
  readonly area: Named | null;
  readonly came_from: CameFrom | null;
}

/** Where the doors of a move were before, most first. `buildings`: the first few. Null on moves that did not keep it. */
export interface CameFrom {
  readonly teams: readonly { readonly team: Named | null; readonly doors: number }[];
  readonly buildings: readonly Named[];
  readonly building_count: number;
}

export interface Invitation {
  readonly id: string;
  readonly person: Named;
  readonly role: 'volunteer' | 'leader' | 'coordinator';
  readonly team_id: string | null;
  readonly made_at: number;
  readonly expires_at: number;
  readonly used_at: number | null;
  readonly revoked_at: number | null;
}

/** A new invitation. The code is shown this once. */
export interface Invited {
  readonly id: string;
  readonly person: Named;
  readonly code: string;
  readonly path: string;
  readonly expires_at: number;
}

export interface Person extends Named {
  readonly roles: readonly { readonly role: string; readonly team_id?: string; readonly area_id?: string }[];
  readonly ended_at: number | null;
  readonly phones: readonly Phone[];
}

export type AttentionKind =
  'conflict' | 'close_proposed' | 'parked' | 'held' | 'superseded' | 'after_wish' | 'doubtful' | 'missing' | 'silent';

/** By whom a value was written, when, and when it came in. */
export interface Said {
  readonly person: Named | null;
  readonly at: number;
  readonly arrived_at: number | null;
}

/** One of two values, and who else said the same. */
export interface Side extends Said {
  readonly value: unknown;
  readonly also?: readonly Said[];
}

/** `more`: the kinds of which only the latest are listed. */
export interface Attention {
  readonly items: readonly AttentionItem[];
  readonly more: readonly AttentionKind[];
}

/** `at`: when it came in. `can_apply`: parked work that this server can judge; `can_rehome`: once a door is named. `asked`: its author was last asked about it. `buildings`: those that its values name. */
export interface AttentionItem {
  readonly id: string;
  readonly kind: AttentionKind;
  readonly at: number;
  readonly person: Named | null;
  readonly reason: string | null;
  readonly household_id?: string | null;
  readonly label?: string | null;
  readonly body?: unknown;
  readonly made_at?: number | null;
  readonly kept?: Side | null;
  readonly other?: Side | null;
  readonly can_apply?: boolean;
  readonly can_rehome?: boolean;
  readonly asked?: { readonly person: Named | null; readonly at: number } | null;
  readonly buildings?: readonly Named[];
  readonly authors?: readonly Named[];
  /** Of what waits no more; a conflict or a proposed closing has then the id of the command that settled it. */
  readonly settled?: { readonly person: Named | null; readonly at: number };
  /** It names a door that is not this person's. */
  readonly is_elsewhere?: boolean;
  /** A closing that a coordinator of its area decides, and this person is none. */
  readonly needs_coordinator?: boolean;
  /** Of the card that its values, or its closing, stand on. */
  readonly version?: number | null;
}
