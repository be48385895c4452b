import type { CardHousehold } from '../protocol';
import type { Reference } from './types';

/** A door in few words of the organization's own: building, entrance, door. It stays readable after the card left. */
export function labelOf(
  household: Pick<CardHousehold, 'building_id' | 'entrance' | 'door' | 'name'>,
  reference: Reference,
): string {
  const building = reference.buildings.get(household.building_id)?.name ?? '';
  const parts = [building, household.entrance ?? '', household.door ?? household.name ?? ''];
  return parts.filter((part) => part !== '').join(' ');
}
