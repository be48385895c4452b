/** Rolls coming in, by their wire names. */
import type { Named } from '../board/wire';

export const FIELDS = [
  'address',
  'area',
  'estate',
  'building',
  'entrance',
  'floor',
  'door',
  'name',
  'phones',
  'people_count',
  'vacant',
  'needs',
  'note',
  'code',
  'ignore',
] as const;
export type Field = (typeof FIELDS)[number];

/** One column of the file as it seems. `field` null: nothing is proposed. */
export interface Column {
  readonly index: number;
  readonly title: string;
  readonly samples: readonly string[];
  readonly field: Field | null;
}

export type RollState =
  'read' | 'previewing' | 'previewed' | 'importing' | 'imported' | 'failed' | 'undoing' | 'undone';

export interface Problem {
  readonly line: number;
  readonly reason: string;
  readonly text?: string | null;
  readonly first_line?: number | null;
  readonly fields?: readonly string[];
}

export interface Account {
  readonly read: number;
  readonly doors: number;
  readonly joined: number;
  readonly skipped: number;
  readonly refused: number;
}

/** One value that a door would get, or that stands beside another. */
export interface Sample {
  readonly door: string;
  readonly field?: string | null;
  readonly from?: unknown;
  readonly to?: unknown;
}

export interface Report {
  readonly doors: number;
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly flagged: number;
  readonly lines: Account;
  readonly problems: readonly Problem[];
  readonly undo_id: string | null;
  readonly sample?: {
    readonly new?: readonly Sample[];
    readonly changed?: readonly Sample[];
    readonly flagged?: readonly Sample[];
  };
}

/** What an undo took back, and the doors it left because somebody wrote there since. */
export interface Undone {
  readonly undone: number;
  readonly kept: number;
  readonly left: readonly { readonly door: string; readonly reason: string }[];
}

export interface Roll {
  readonly id: string;
  readonly name: string;
  readonly state: RollState;
  readonly progress: { readonly done: number; readonly of: number } | null;
  readonly problem: string | null;
  readonly report: Report | null;
  readonly columns?: readonly Column[];
  readonly header_line?: number | null;
  readonly encoding?: string | null;
  readonly sheet?: string | null;
  readonly area?: Named | null;
  readonly by?: Named | null;
  readonly at?: number | null;
  readonly undone?: Undone | null;
}

export const isWorking = (state: RollState): boolean =>
  state === 'previewing' || state === 'importing' || state === 'undoing';
