import type { PaperDoor } from './walk';

/** A door as it stands on a list that nobody has walked yet. */
export const aDoor = (more: Partial<PaperDoor> = {}): PaperDoor => ({
  household_id: 'h',
  building_id: 'b',
  building: '5号楼',
  entrance: '1单元',
  floor: 3,
  door: '301',
  name: null,
  needs: [],
  state: 'never_tried',
  tries: 0,
  last_visit_at: null,
  person: null,
  version: 1,
  knock: true,
  ...more,
});
