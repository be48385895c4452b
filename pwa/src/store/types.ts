import type { Access, Card, Command, Outcome, ReceiptOutcome, State } from '../protocol';
import type { Problem } from '../sync/ports';
import type { ShownVisit } from '../sync/pending';

export type { Card, Outcome, State };

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Role {
  readonly role: 'volunteer' | 'leader' | 'coordinator';
  readonly team_id?: string;
  readonly area_id?: string;
}

/** Whose phone this is now. */
export interface Session {
  readonly person: Named;
  readonly organization: Named & { readonly time_zone: string };
  readonly roles: readonly Role[];
  readonly replica: string;
  readonly access: Access;
}

/** A visit on a card; `pending` if it is this phone's own and not sent yet. */
export type DoorVisit = ShownVisit;

export interface DoorCard extends Omit<Card, 'visits'> {
  readonly visits: readonly DoorVisit[];
}

/** A household as this phone shows it: the card with this phone's own work folded in. */
export interface Door {
  readonly id: string;
  readonly card: DoorCard;
  readonly state: State;
  readonly tries: number;
  /** What a command made from a form opened now says it saw. */
  readonly seen: number | null;
  /** How many of this phone's commands on it are still unsent. */
  readonly pending: number;
  readonly team_ids: readonly string[];
}

export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly starts_on: string;
  readonly ends_on: string;
  readonly max_attempts: number | null;
  /** What counts as reached. Missing on a card pulled before servers told it: then a visit counts. */
  readonly goal?: 'visited' | 'met';
  readonly time_zone: string;
  readonly categories: readonly Category[];
}

export interface Category {
  readonly code: string;
  readonly names: Readonly<Record<'zh-Hans' | 'zh-Hant' | 'en', string>>;
}

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly campaign_id: string;
  readonly slice_id: string;
}

export interface Entrance {
  readonly name: string;
  readonly floors: readonly number[];
  readonly doors_per_floor: number;
}

export interface Building {
  readonly id: string;
  readonly area_id: string;
  readonly name: string;
  readonly entrances: readonly Entrance[];
}

export interface Area {
  readonly id: string;
  readonly parent_id: string | null;
  readonly level: string;
  readonly name: string;
}

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

/** What the reference slices brought, by id. */
export interface Reference {
  readonly campaigns: ReadonlyMap<string, Campaign>;
  readonly teams: ReadonlyMap<string, Team>;
  readonly buildings: ReadonlyMap<string, Building>;
  readonly areas: ReadonlyMap<string, Area>;
  readonly members: ReadonlyMap<string, Member>;
}

export interface Notice {
  readonly id: string;
  readonly at: number;
  readonly what: string;
  readonly household_id?: string;
  readonly command_id?: string;
  /** Whose work it is about. */
  readonly by?: string;
  readonly building_id?: string;
  readonly entrance?: string;
  readonly door?: string;
  readonly [more: string]: unknown;
}

/**
 * A card that left this phone, and why. Kept for a week, so that nobody wonders where a door went.
 * Of a campaign or team that has ended there is one for all its doors, labelled with its name; `household_id` is the slice's.
 */
export interface Departure {
  readonly household_id: string;
  readonly label: string;
  readonly reason: string;
  readonly to: string | null;
  readonly at: number;
  /** How many doors left together. */
  readonly count: number;
}

/** An unsent command. `last_reason` is the code of what stopped the last try, null before the first. */
export interface OutboxEntry {
  readonly command: Command;
  readonly label: string;
  readonly saved_at: number;
  readonly tries: number;
  readonly last_reason: string | null;
}

/** A receipt that a person should look at. */
export interface AttentionEntry {
  readonly id: string;
  readonly command: Command;
  readonly label: string;
  readonly outcome: ReceiptOutcome;
  readonly reason: string | null;
  readonly household_id: string | null;
  readonly at: number;
}

export interface Counts {
  readonly on_phone: number;
  /** What was undone before it was sent: gone for the person, but the server may have it, and is still to be told. */
  readonly withdrawals: number;
  readonly with_server: number;
  readonly attention: number;
  readonly oldest_at: number | null;
}

export interface Syncing {
  readonly running: boolean;
  readonly last_heard_at: number | null;
  /** What stopped the last try. */
  readonly problem: Problem | null;
  readonly progress: { readonly done: number; readonly of: number | null } | null;
}

export interface Settings {
  readonly language: 'zh-Hans' | 'zh-Hant' | 'en';
  readonly theme: 'auto' | 'light' | 'dark';
  readonly text_size: 18 | 22 | 26 | 30;
}

type DraftOf<C> = C extends Command ? Omit<C, 'id' | 'n' | 'at' | 'heard' | 'offset' | 'household_id' | 'seen'> : never;

/** A command before it is saved: the store adds id, n, at, heard and offset. */
export type Draft = DraftOf<Command> & { readonly household_id: string; readonly seen: number | null };
