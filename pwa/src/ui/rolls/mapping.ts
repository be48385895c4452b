/** What a person says the columns of a file hold. Pure. */
import type { Column, Field } from './wire';

export type Mapping = ReadonlyMap<number, Field>;

/** Fields that several columns may fill. */
const SEVERAL: ReadonlySet<Field> = new Set(['ignore', 'phones', 'needs', 'note', 'address']);

/** As it was chosen before, else as the file seems; a column nothing is proposed for is left out. */
export function proposed(columns: readonly Column[], chosen: Readonly<Record<string, Field>> | null = null): Mapping {
  return new Map(
    columns.map(({ index, field }) => [index, (chosen === null ? field : chosen[String(index)]) ?? 'ignore']),
  );
}

export function changeMapping(mapping: Mapping, index: number, field: Field): Mapping {
  return new Map([...mapping, [index, field]]);
}

export type MappingProblem =
  { readonly kind: 'no_door' } | { readonly kind: 'twice'; readonly field: Field } | { readonly kind: 'ok' };

/** A roll needs to say where a door is, once. */
export function problemOfMapping(mapping: Mapping): MappingProblem {
  const fields = [...mapping.values()];
  const twice = fields.find((field, place) => !SEVERAL.has(field) && fields.indexOf(field) !== place);
  if (twice !== undefined) return { kind: 'twice', field: twice };
  const has = (field: Field): boolean => fields.includes(field);
  return has('address') || (has('building') && has('door')) ? { kind: 'ok' } : { kind: 'no_door' };
}

export const asWire = (mapping: Mapping): Readonly<Record<string, Field>> =>
  Object.fromEntries([...mapping].map(([index, field]) => [String(index), field]));
