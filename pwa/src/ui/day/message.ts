/** A message to the team about its evening, as lines of text. It names doors and times, never a resident: it leaves the app. */
import { compareText, natural } from '../card/address';

export interface Place {
  readonly building: string;
  readonly entrance: string | null;
  readonly floor: number | null;
  readonly door: string | null;
}

export interface DoorGroup {
  readonly building: string;
  readonly entrance: string | null;
  readonly doors: readonly string[];
}

/** Doors by building and entrance in the order one walks past them: from the top floor down. A door without a number is left to its building's count. */
export function groupDoors(places: readonly Place[]): readonly DoorGroup[] {
  const groups = new Map<string, Place[]>();
  for (const place of places) {
    const key = JSON.stringify([place.building, place.entrance]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [place]);
    else group.push(place);
  }
  return [...groups.values()]
    .sort((a, b) => compareText(keyOf(a), keyOf(b)))
    .map((group) => ({
      building: group[0]?.building ?? '',
      entrance: group[0]?.entrance ?? null,
      doors: [...group]
        .sort((a, b) => (b.floor ?? 0) - (a.floor ?? 0) || compareText(natural(a.door ?? ''), natural(b.door ?? '')))
        .map(({ door }) => door ?? '?'),
    }));
}

function keyOf(group: readonly Place[]): string {
  return natural(`${group[0]?.building ?? ''} ${group[0]?.entrance ?? ''}`);
}

/** "10号楼 2单元 1203", as a person writes it. */
export function sayPlace({ building, entrance, door }: Place): string {
  return [building, entrance ?? '', door ?? ''].filter((part) => part !== '').join(' ');
}
