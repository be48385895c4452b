/** Doors in the order in which one walks past them: entrance by entrance, from the ground up. */
import { natural } from './heat';
import type { DoorRow } from './wire';

type Place = Pick<DoorRow, 'building_id' | 'entrance' | 'floor' | 'door'>;

/** Buildings stay in the order in which they came (a list arrives building by building); inside each, doors go by address. */
export function byAddress<Row extends Place>(rows: readonly Row[]): readonly Row[] {
  const buildings = [...new Set(rows.map(({ building_id }) => building_id))];
  const rank = new Map(buildings.map((id, k) => [id, k]));
  return [...rows].sort(
    (a, b) =>
      (rank.get(a.building_id) ?? 0) - (rank.get(b.building_id) ?? 0) ||
      natural(a.entrance ?? '', b.entrance ?? '') ||
      (a.floor ?? 0) - (b.floor ?? 0) ||
      natural(a.door ?? '', b.door ?? ''),
  );
}
