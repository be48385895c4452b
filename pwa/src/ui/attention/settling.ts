import type { Draft } from '../../store';

/** Whose card somebody looked at, in which version (null: nobody can tell). */
export interface AsShown {
  readonly household: string;
  readonly seen: number | null;
}

/** A field with two values: of a household, or of one of its residents. */
export interface Disputed {
  readonly field: string;
  readonly resident_id?: string;
}

/** Writing a value, having seen both. */
export function settlementOf({ household, seen }: AsShown, { field, resident_id }: Disputed, value: unknown): Draft {
  const fields = { [field]: value };
  if (resident_id === undefined) return { type: 'correct_household', household_id: household, seen, fields };
  return { type: 'correct_resident', household_id: household, seen, resident_id, fields };
}

/** Takes a correction, a closing or a reopening back, by its name: what it replaced stands again, but for what somebody has said since. */
export function openAgain({ household, seen }: AsShown, correction: string): Draft {
  return { type: 'undo_correction', household_id: household, seen, correction_id: correction };
}
