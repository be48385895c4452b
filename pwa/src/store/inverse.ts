import { assertNever } from './never';
import type { Draft } from './types';

/** What is said where a person takes something back and gave no reason of their own. */
export const UNDONE = 'undo';

/**
 * The commands that take a saved one back once the server has it; none where nothing can. What somebody may have said otherwise
 * since is named: its former value, written back, would overrule them. (S-58, S-93)
 */
export function inverseOf(draft: Draft, id: string): readonly Draft[] {
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
    case 'correct_household':
    case 'correct_resident':
    case 'close_household':
    case 'reopen_household':
      return [{ ...on, type: 'undo_correction', correction_id: id }];
    case 'advance_request':
      return ['satisfied', 'closed', 'withdrawn'].includes(draft.event)
        ? [{ ...on, type: 'advance_request', request_id: draft.request_id, event: 'reopened' }]
        : [];
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
