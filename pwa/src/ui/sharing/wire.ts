/** What the API of sharing out and moving answers, by its wire names. */
import type { CameFrom, Holder, Named } from '../board/wire';

export type Near = 'same_building' | 'next_building' | 'same_area' | 'elsewhere';
export type Grain = 'auto' | 'building' | 'entrance' | 'floor' | 'door';
export type Reason = 'need' | 'met';

/** A team that could take doors. `fair`: its even share; `count`: what is proposed; `holds`: how many of the chosen ones it has. */
export interface Taker {
  readonly team_id: string;
  readonly name: string;
  readonly members: number;
  readonly left: number;
  readonly holds: number;
  readonly near: Near;
  readonly can: readonly string[];
  readonly met: number;
  readonly silent: number;
  readonly phones: number;
  readonly chosen: boolean;
  readonly fair: number;
  readonly count: number;
}

/** Doors for one team (null: for nobody), each with the epoch its assignment has. */
export interface Part {
  readonly team_id: string | null;
  readonly household_ids: readonly string[];
  readonly person_id?: string | null;
  readonly epochs?: readonly number[] | null;
}

export interface Block {
  readonly building_id: string;
  readonly building: string;
  readonly shares: readonly { readonly team_id: string | null; readonly count: number }[];
}

export interface Proposal {
  readonly doors: number;
  readonly takers: readonly Taker[];
  readonly parts: readonly Part[];
  readonly blocks: readonly Block[];
  readonly needs: Readonly<Record<string, number>>;
  readonly skipped: Readonly<Record<string, number>>;
  readonly holders: readonly Holder[];
  readonly unheld: number;
}

/** Doors by a filter: what is said must all hold. `team_id` null: of no team. */
export interface DoorsFrom {
  readonly team_id?: string | null;
  readonly building_id?: string;
  readonly area_id?: string;
  readonly state?: string;
  readonly tries?: number;
  readonly person_id?: string;
  readonly unvisited?: true;
  readonly silent?: true;
  readonly need?: string;
}

export interface ProposalAsked {
  readonly household_ids?: readonly string[];
  readonly from?: DoorsFrom;
  readonly takers?: readonly { readonly team_id: string; readonly count?: number | null }[];
  readonly grain: Grain;
  readonly by: readonly Reason[];
  readonly only_if?: 'unvisited';
}

export interface LeftDoor {
  readonly household_id: string;
  readonly reason: string;
  readonly building: string;
  readonly entrance: string | null;
  readonly door: string | null;
  readonly team: Named | null;
  readonly by: Named | null;
}

/** A move while it runs and when it is done. */
export interface MoveJob {
  readonly id: string;
  readonly state: 'running' | 'done';
  readonly at: number;
  readonly by: Named;
  readonly progress: { readonly done: number; readonly of: number };
  readonly moved: number;
  readonly shares: readonly {
    readonly team: Named | null;
    readonly person: Named | null;
    readonly moved: number;
    readonly of: number;
  }[];
  readonly reasons: Readonly<Record<string, number>>;
  readonly left: readonly LeftDoor[];
  readonly holders: readonly Holder[];
  readonly undoes: string | null;
  readonly undone_at: number | null;
  readonly without_person: number;
  /** The area that its doors leave the campaign with or, undoing that, come back with. */
  readonly area: Named | null;
  readonly came_from: CameFrom | null;
}
