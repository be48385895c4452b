import { expect, test } from 'vitest';
import type { Campaign } from '../board/wire';
import { missingName, pickCampaign, withCampaign } from './campaign';

const made = (id: string, starts_on: string, ended_at: number | null = null): Campaign => ({
  id,
  name: id,
  starts_on,
  ends_on: '2027-12-31',
  max_attempts: 3,
  area_ids: [],
  ended_at,
  goal: 'visited',
});
const spring = made('spring', '2026-03-01', 1);
const autumn = made('autumn', '2026-11-15');
const winter = made('winter', '2026-12-20');

test('the desk shows the campaign that runs, not one that is still to begin', () => {
  expect(pickCampaign([spring, autumn, winter], null, '2026-11-27')?.id).toBe('autumn');
  expect(pickCampaign([spring, autumn, winter], 'winter', '2026-11-27')?.id).toBe('winter');
});

test('where none runs it shows the next, and after the last one that one', () => {
  expect(pickCampaign([spring, winter], null, '2026-11-27')?.id).toBe('winter');
  expect(pickCampaign([spring], null, '2026-11-27')?.id).toBe('spring');
  expect(pickCampaign([], null, '2026-11-27')).toBeNull();
});

test('an address keeps its filter beside the campaign', () => {
  expect(withCampaign('/desk/doors?state=met', 'winter')).toBe('/desk/doors?state=met&campaign=winter');
  expect(withCampaign('/desk', 'winter')).toBe('/desk?campaign=winter');
});

test('an address is given the name of the campaign that was chosen, and only once while the list does not have it yet', () => {
  expect(missingName(undefined, 'made just now', 'autumn')).toBe('made just now');
  expect(missingName('made just now', 'made just now', 'autumn')).toBeNull();
  expect(missingName('removed', 'winter', 'autumn')).toBe('winter');
  expect(missingName(undefined, 'autumn', 'autumn')).toBeNull();
  expect(missingName(undefined, null, 'autumn')).toBeNull();
});
