/** A leader's day as the server tells it, by its wire names. */
import type { Named } from '../../store';

export interface Question {
  readonly code: 'same_minute' | 'pace' | 'all_met';
  readonly doors: number;
  readonly from_at: number;
  readonly to_at: number;
  /** Of all_met: doors tried in the day. */
  readonly of?: number;
}

export interface DayPhones {
  readonly of: number;
  readonly silent: number;
  readonly last_seen_at: number | null;
  readonly unsent: number | null;
  readonly unsent_at: number | null;
}

export interface MemberDay {
  readonly person: Named;
  /** Null: no longer in the team. */
  readonly role: 'member' | 'leader' | null;
  readonly held: number;
  readonly left: number;
  readonly tried: number;
  readonly met: number;
  readonly visits: number;
  readonly last_visit_at: number | null;
  readonly phones: DayPhones;
  readonly appointments: number;
  readonly questions: readonly Question[];
}

export interface DayAppointment {
  readonly household_id: string;
  readonly building: string;
  readonly entrance: string | null;
  readonly floor: number | null;
  readonly door: string | null;
  readonly person: Named;
  readonly from: string | null;
  readonly to: string | null;
}

export interface TeamDay {
  readonly team: Named;
  /** A local date of the organization. */
  readonly on: string;
  readonly as_of: number;
  readonly tried: number;
  readonly met: number;
  readonly known: number;
  readonly left: number;
  readonly unheld: number;
  readonly unheld_left: number;
  readonly untouched: number;
  readonly members: readonly MemberDay[];
  readonly appointments: readonly DayAppointment[];
}
