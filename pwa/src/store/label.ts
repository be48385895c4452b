import type { CardHousehold } from '../protocol';
import type { Reference } from './types';

type Addressed = Pick<CardHousehold, 'building_id' | 'entrance' | 'door'>;

/** A door in few words of the organization's own: building, entrance, door, or the name where it has no number. */
export function labelOf(household: Addressed & Pick<CardHousehold, 'name'>, reference: Reference): string {
  return placeOf({ ...household, door: household.door ?? household.name }, reference);
}

/** What stays readable of a door after its card left: nobody's name. */
export function placeOf({ building_id, entrance, door }: Addressed, reference: Reference): string {
  const building = reference.buildings.get(building_id)?.name ?? '';
  return [building, entrance ?? '', door ?? ''].filter((part) => part !== '').join(' ');
}
