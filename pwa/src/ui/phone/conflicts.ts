import type { AttentionEntry, Door } from '../../store';

type Command = AttentionEntry['command'];
export type Conflict = Door['card']['conflicts'][number];

/** The card's open conflicts on the fields that a correction wrote. */
export function conflictsAbout(command: Command, conflicts: readonly Conflict[]): readonly Conflict[] {
  if (command.type === 'correct_household') {
    return conflicts.filter((each) => each.resident_id === undefined && wrote(command.fields, each.field));
  }
  if (command.type === 'correct_resident') {
    return conflicts.filter((each) => each.resident_id === command.resident_id && wrote(command.fields, each.field));
  }
  return [];
}

const address = ['address', 'building_id', 'entrance', 'floor', 'door'];

/** An address is one field, whichever of its parts was written. */
function wrote(fields: object, field: string): boolean {
  return field in fields || (field === 'address' && address.some((part) => part in fields));
}
