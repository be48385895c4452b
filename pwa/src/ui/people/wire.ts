/** What the API tells of people and of what was done, by its wire names. */
import type { Invited, Named, Phone } from '../board/wire';

export interface RoleHeld {
  readonly role: string;
  readonly team_id?: string;
  readonly area_id?: string;
  /** The name of the team or area; left out where the role reaches everything. */
  readonly place?: string;
}

export interface PersonHeld extends Named {
  readonly roles: readonly RoleHeld[];
  readonly ended_at: number | null;
  readonly phones: readonly Phone[];
}

export interface PeoplePage {
  readonly people: readonly PersonHeld[];
  readonly next: string | null;
}

export interface Released {
  readonly id: string;
  readonly doors: number;
  readonly move_ids: readonly string[];
}

export interface InvitedSheet {
  readonly invitations: readonly Invited[];
  readonly skipped: readonly Named[];
}

export interface AuditLine {
  readonly id: string;
  readonly at: number;
  readonly person: Named | null;
  readonly action: string;
  readonly subject: string;
  readonly subject_id: string | null;
  readonly subject_name: string | null;
  readonly team: Named | null;
  readonly area: Named | null;
  readonly counts: Readonly<Record<string, number>>;
}

export interface AuditPage {
  readonly lines: readonly AuditLine[];
  readonly next: string | null;
}

/** A search for areas, as the tree's API answers it. */
export interface AreaFound extends Named {
  readonly level: string;
  /** The names over it, the top first. */
  readonly above: readonly string[];
}
