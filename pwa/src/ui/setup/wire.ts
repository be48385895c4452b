/** What setting up asks and is answered, by its wire names. */
import type { Named } from '../../store';
import type { Holder } from '../board/wire';

export type Level = 'city' | 'district' | 'street' | 'community' | 'grid';
export const LEVELS: readonly Level[] = ['city', 'district', 'street', 'community', 'grid'];

export interface Area extends Named {
  readonly parent_id: string | null;
  readonly level: Level;
  readonly code: string | null;
  readonly children: number;
  readonly buildings: number;
  /** The names over it, the top first. */
  readonly above: readonly string[];
}

export interface Areas {
  readonly areas: readonly Area[];
}

export interface AreaProblem {
  readonly line: number;
  readonly reason: string;
  readonly value: string;
}

export interface ListedAreas {
  readonly read: number;
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly problems: readonly AreaProblem[];
  readonly is_written: boolean;
}

export interface PlacedBuilding extends Named {
  readonly area_id: string;
  readonly kind: string;
  readonly entrances: readonly {
    readonly name: string;
    readonly floors: readonly number[];
    readonly doors_per_floor: number;
  }[];
  readonly doors: number | null;
}

export interface MadeDoors {
  readonly building: PlacedBuilding;
  readonly made: number;
  readonly there: number;
}

export type Goal = 'visited' | 'met';

export interface SetCampaign extends Named {
  readonly starts_on: string;
  readonly ends_on: string;
  readonly max_attempts: number | null;
  readonly ended_at: number | null;
  readonly goal: Goal;
  readonly areas: readonly Named[];
  /** Not everything is counted by its days and most tries yet. */
  readonly is_counting: boolean;
  /** Doors are still to enter it, or to go on with their teams. */
  readonly entering: { readonly done: number; readonly of: number } | null;
}

/** What it would mean to take an area out of a campaign. `visited`: doors of it where somebody has been; `visits`: knocks there. */
export interface LeavingArea {
  readonly area: Named;
  readonly doors: number;
  readonly visited: number;
  readonly visits: number;
  readonly teams: readonly { readonly team: Named | null; readonly doors: number }[];
  readonly holders: readonly Holder[];
}

export interface Organization extends Named {
  readonly time_zone: string;
  readonly campaigns: number;
  readonly visits: number;
  readonly areas: number;
  readonly buildings: number;
  readonly is_counting: boolean;
}
