/** What a person changed in a form: only that is sent, so that nobody else's correction is overwritten by what was merely shown. */
import type { Household, Resident } from '../../card/types';
import type { Draft } from '../saved';

export type HouseholdFields = Extract<Draft, { type: 'correct_household' }>['fields'];
export type ResidentFields = Extract<Draft, { type: 'correct_resident' }>['fields'];

/** The facts as they are typed: every value a text or a list of texts. */
export interface Facts {
  readonly name: string;
  readonly phones: string;
  readonly people: string;
  readonly needs: readonly string[];
  readonly note: string;
  readonly entrance: string;
  readonly floor: string;
  readonly door: string;
}

export function factsOf(household: Household): Facts {
  return {
    name: household.name ?? '',
    phones: (household.phones ?? []).join('\n'),
    people: household.people_count?.toString() ?? '',
    needs: household.needs ?? [],
    note: household.note ?? '',
    entrance: household.entrance ?? '',
    floor: household.floor?.toString() ?? '',
    door: household.door ?? '',
  };
}

/** `before` is what the form showed when it was opened, not what the card says now. */
export function changedHousehold(before: Facts, after: Facts, building_id: string): HouseholdFields {
  const isMoved =
    differs(before.entrance, after.entrance) || differs(before.floor, after.floor) || differs(before.door, after.door);
  return {
    ...(differs(before.name, after.name) && { name: textOf(after.name) }),
    ...(differs(linesOf(before.phones).join('\n'), linesOf(after.phones).join('\n')) && {
      phones: linesOf(after.phones),
    }),
    ...(differs(before.people, after.people) && { people_count: wholeOf(after.people) }),
    ...(!sameSet(before.needs, after.needs) && { needs: after.needs }),
    ...(differs(before.note, after.note) && { note: textOf(after.note) }),
    ...(isMoved && {
      address: { building_id, entrance: textOf(after.entrance), floor: wholeOf(after.floor), door: textOf(after.door) },
    }),
  };
}

export interface PersonFacts {
  readonly name: string;
  readonly phone: string;
  readonly birth_year: string;
  readonly relation: string;
  readonly needs: readonly string[];
  readonly note: string;
  readonly status: 'here' | 'moved_out' | 'died' | 'mistake';
}

export const NOBODY: PersonFacts = {
  name: '',
  phone: '',
  birth_year: '',
  relation: '',
  needs: [],
  note: '',
  status: 'here',
};

export function personOf(resident: Resident): PersonFacts {
  return {
    name: resident.name ?? '',
    phone: resident.phone ?? '',
    birth_year: resident.birth_year?.toString() ?? '',
    relation: resident.relation ?? '',
    needs: resident.needs ?? [],
    note: resident.note ?? '',
    status: resident.status ?? 'here',
  };
}

export function changedResident(before: PersonFacts, after: PersonFacts): ResidentFields {
  return {
    ...(differs(before.name, after.name) && { name: textOf(after.name) }),
    ...(differs(before.phone, after.phone) && { phone: textOf(after.phone) }),
    ...(differs(before.birth_year, after.birth_year) && { birth_year: wholeOf(after.birth_year) }),
    ...(differs(before.relation, after.relation) && { relation: textOf(after.relation) }),
    ...(!sameSet(before.needs, after.needs) && { needs: after.needs }),
    ...(differs(before.note, after.note) && { note: textOf(after.note) }),
    ...(before.status !== after.status && { status: after.status === 'here' ? null : after.status }),
  };
}

export function isWhole(text: string, least: number, most: number): boolean {
  const whole = wholeOf(text);
  return text.trim() === '' || (whole !== null && whole >= least && whole <= most);
}

/** A whole number, or null for nothing and for what is none. Full-width digits count. */
export function wholeOf(text: string): number | null {
  const plain = text.normalize('NFKC').replace('−', '-').trim();
  return /^-?\d{1,9}$/.test(plain) ? Number(plain) : null;
}

export function textOf(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** Telephone numbers as typed: one a line, or with commas between. */
export function linesOf(text: string): readonly string[] {
  return text
    .split(/[\n,，、;；]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function differs(before: string, after: string): boolean {
  return before.trim() !== after.trim();
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}
