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
  'relation',
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
  /** In a roll with a line for each person: lines that are further people, and of how many doors. */
  readonly people?: number;
  readonly homes?: number;
}

/** A door as it would come, or one value of it: of a flagged one `from` is what stays. `line` of the file. */
export interface Sample {
  readonly line: number;
  readonly door: string;
  readonly name?: string | null;
  readonly field?: string;
  readonly from?: string;
  readonly to?: string;
}

/** What an undo took back, and the doors it left because something happened there since. */
export interface Undone {
  readonly taken_back: number;
  readonly left: readonly { readonly household_id: string; readonly door: string; readonly reason: string }[];
  /** Of the places that the import had made: buildings and the area that went with it, and what stays. */
  readonly buildings: number;
  readonly area: boolean;
  readonly left_places: readonly {
    readonly kind: 'building' | 'area';
    readonly id: string;
    readonly name: string;
    readonly reason: 'has_doors' | 'in_use';
  }[];
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
  readonly sample: {
    readonly new: readonly Sample[];
    readonly changed: readonly Sample[];
    readonly flagged: readonly Sample[];
    /** Buildings that the file calls by a name they had before. */
    readonly known_as: readonly { readonly said: string; readonly name: string }[];
  } | null;
  readonly undone: Undone | null;
}

/** A sheet of a workbook as it seems; a file of text is one without a name. */
export interface Sheet {
  readonly name: string | null;
  readonly columns: readonly Column[];
  readonly header_line: number | null;
  readonly lines: number;
  /** The first lines, each with the columns as they seem if it is the header. */
  readonly headers?: readonly Header[];
}

export interface Header {
  /** In the file, from 1; 0: there is no header. */
  readonly line: number;
  readonly columns: readonly Column[];
}

/** What a file seems to hold. */
export interface Upload extends Sheet {
  readonly id: string;
  readonly name: string;
  readonly encoding: string | null;
  /** The one that seems to be the roll, which this tells of. */
  readonly sheet: string | null;
  readonly sheets: readonly string[];
  /** Those of a server from before this app are not told. */
  readonly others?: readonly Sheet[];
}

export interface Roll {
  readonly id: string;
  readonly name: string;
  readonly state: RollState;
  readonly made_at: number;
  readonly area: Named | null;
  /** Of one that the import will make. */
  readonly area_name?: string | null;
  readonly by: Named | null;
  /** Doors. */
  readonly progress: { readonly done: number; readonly of: number } | null;
  readonly problem: string | null;
  readonly report: Report | null;
  /** Until it is in. */
  readonly upload: Upload | null;
  /** As last chosen, of this sheet. */
  readonly map: Readonly<Record<string, Field>> | null;
  readonly sheet: string | null;
  readonly header_line: number | null;
  /** It failed, and some of it may be in: it goes on, or is taken back. */
  readonly has_begun?: boolean;
}

/** One of the past; counts are null until there is a report. */
export interface PastRoll {
  readonly id: string;
  readonly name: string;
  readonly state: RollState;
  readonly made_at: number;
  readonly area: Named | null;
  readonly by: Named | null;
  readonly problem: string | null;
  readonly new: number | null;
  readonly changed: number | null;
  readonly flagged: number | null;
  /** Doors that an undo took back, and those it left. */
  readonly taken_back: number | null;
  readonly left: number | null;
}

export const isWorking = (state: RollState): boolean =>
  state === 'previewing' || state === 'importing' || state === 'undoing';
