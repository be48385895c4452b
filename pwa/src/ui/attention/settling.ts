import type { Draft } from '../../store';

/** A field with two values: of a household, or of one of its residents. */
export interface Disputed {
  readonly household: string;
  readonly field: string;
  readonly resident_id?: string;
  readonly kept: unknown;
}

export interface Settlement {
  readonly make: Draft;
  /** What gives back the value that was shown; null where that is the one taken. */
  readonly back: Draft | null;
}

/**
 * Writing a value, having seen both. Taking it back has seen no more than that: what somebody else has settled
 * in the meantime is not replaced unseen, but stands beside it again.
 */
export function settlementOf(disputed: Disputed, version: number, value: unknown): Settlement {
  const make = correction(disputed, version, value);
  return { make, back: value === disputed.kept ? null : correction(disputed, version, disputed.kept) };
}

function correction({ household, field, resident_id }: Disputed, seen: number, value: unknown): Draft {
  const fields = { [field]: value };
  if (resident_id === undefined) return { type: 'correct_household', household_id: household, seen, fields };
  return { type: 'correct_resident', household_id: household, seen, resident_id, fields };
}
