import { assertNever } from './never';
import type { Card } from '../protocol';
import type { Draft } from './types';

/** What is said where a person takes something back and gave no reason of their own. */
export const UNDONE = 'undo';

/** A door as far as values are written back to it. */
export interface Former {
  readonly card: Pick<Card, 'household' | 'residents' | 'conflicts'>;
}

/**
 * The commands that take a saved one back once the server has it; none where nothing can. `door` is as it was before. A
 * correction of a door that is not here, or of a field with two values, is named: written back, the former value would settle it.
 */
export function inverseOf(draft: Draft, id: string, door: Former | undefined): readonly Draft[] {
  const { household_id, seen } = draft;
  const on = { household_id, seen };
  switch (draft.type) {
    case 'record_visit':
      return [{ ...on, type: 'void_visit', visit_id: id, reason: UNDONE }];
    case 'refuse_contact':
      return [{ ...on, type: 'lift_contact', ids: [id], reason: UNDONE }];
    case 'raise_request':
      return [{ ...on, type: 'advance_request', request_id: id, event: 'withdrawn' }];
    case 'add_resident':
      return [{ ...on, type: 'correct_resident', resident_id: id, fields: { status: 'mistake' } }];
    case 'add_household':
      return [{ ...on, type: 'close_household', reason: 'no_such_door' }];
    case 'close_household':
      return [{ ...on, type: 'reopen_household', reason: UNDONE }];
    case 'correct_household': {
      if (isNamed(draft, door)) return [{ ...on, type: 'undo_correction', correction_id: id }];
      const { address, ...fields } = draft.fields;
      const { building_id, entrance, floor, door: number } = door?.card.household ?? {};
      const former = formerOf(fields, door?.card.household);
      if (former === null || building_id === undefined) return [];
      const back =
        address === undefined
          ? former
          : {
              ...former,
              address: { building_id, entrance: entrance ?? null, floor: floor ?? null, door: number ?? null },
            };
      return [{ ...on, type: 'correct_household', fields: back }];
    }
    case 'correct_resident': {
      if (isNamed(draft, door)) return [{ ...on, type: 'undo_correction', correction_id: id }];
      const fields = formerOf(
        draft.fields,
        door?.card.residents.find((each) => each.id === draft.resident_id),
      );
      return fields === null ? [] : [{ ...on, type: 'correct_resident', resident_id: draft.resident_id, fields }];
    }
    case 'advance_request':
      return ['satisfied', 'closed', 'withdrawn'].includes(draft.event)
        ? [{ ...on, type: 'advance_request', request_id: draft.request_id, event: 'reopened' }]
        : [];
    case 'reopen_household':
    case 'void_visit':
    case 'undo_correction':
    case 'comment_request':
    case 'lift_contact':
    case 'withdraw':
    case 'park':
      return [];
    default:
      return assertNever(draft);
  }
}

/** Whether a correction can only be taken back by its name. */
function isNamed(
  draft: Extract<Draft, { fields: object; type: 'correct_household' | 'correct_resident' }>,
  door: Former | undefined,
): boolean {
  if (door === undefined) return true;
  const resident = draft.type === 'correct_resident' ? draft.resident_id : undefined;
  return door.card.conflicts.some(({ field, resident_id }) => resident_id === resident && field in draft.fields);
}

/** The same fields with the values they had. */
function formerOf<F extends object>(
  fields: F,
  shown: Readonly<Record<keyof F, unknown>> | object | undefined,
): F | null {
  if (shown === undefined) return null;
  const values = shown as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.keys(fields).map((name) => [name, values[name] ?? null])) as F;
}
