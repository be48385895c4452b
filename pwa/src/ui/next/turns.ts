/** The doors of this phone in walking order, and whose turn it is: worked out once for all screens that ask. */
import { computed } from '@preact/signals';
import { doors, reference, session } from '../../store';
import { walk, walkAgain } from '../card/address';
import { calendar, now } from '../card/now';
import type { Door } from '../card/types';
import { buildingName } from '../card/words';
import { whoNext, type Turn } from './order';

let last: { readonly doors: readonly Door[]; readonly buildings: unknown } = { doors: [], buildings: null };

export const walked = computed((): readonly Door[] => {
  const { buildings } = reference.value;
  const again = last.buildings === buildings ? walkAgain(last.doors, doors.value) : null;
  last = { doors: again ?? walk(doors.value.values(), buildingName), buildings };
  return last.doors;
});

/** The door this person knocked at last, on any phone: its neighbours come next. */
const lastDoor = computed((): Door | null => {
  const me = session.value?.person.id;
  let newest: { readonly door: Door; readonly at: number } | null = null;
  for (const door of walked.value) {
    for (const visit of door.card.visits) {
      if (visit.by === me && visit.at > (newest?.at ?? 0)) newest = { door, at: visit.at };
    }
  }
  return newest?.door ?? null;
});

/** Doors given to this person by name; without any, those of the team that nobody else has. */
export const own = computed((): { readonly doors: readonly Door[]; readonly scope: 'mine' | 'team' } => {
  const me = session.value?.person.id ?? null;
  const given = walked.value.filter((door) => door.card.assignment.person_id === me && me !== null);
  if (given.length > 0) return { doors: given, scope: 'mine' };
  return { doors: walked.value.filter((door) => door.card.assignment.person_id === null), scope: 'team' };
});

export const turns = computed((): readonly Turn[] =>
  whoNext(own.value.doors, calendar.value, now.value, lastDoor.value),
);

/** Whom to knock at after this door; not the door itself. */
export function nextAfter(id: string | null): Turn | null {
  return turns.value.find(({ door, reason }) => door.id !== id && reason.type !== 'appointment_later') ?? null;
}
