import { expect, test } from 'vitest';
import { aDoor } from '../card/maker';
import { pickFloor, toggle } from './picking';

test('a tap picks a door and a second one lets it go', () => {
  const door = aDoor();

  const once = toggle(new Set(), door);

  expect([...(once ?? [])]).toEqual([door.id]);
  expect([...(toggle(once, door) ?? [])]).toEqual([]);
});

test('doors that are done or do not wish to be visited cannot be picked', () => {
  for (const state of ['met', 'do_not_contact', 'vacant', 'refused'] as const) {
    expect(toggle(new Set(), aDoor({ state }))?.size).toBe(0);
  }
});

test('a floor picks its untried doors, and lets them go again', () => {
  const doors = [
    aDoor({ id: 'a' }),
    aDoor({ id: 'b', state: 'not_home' }),
    aDoor({ id: 'c', state: 'met' }),
    aDoor({ id: 'd' }),
  ];

  const picked = pickFloor(new Set(['b']), doors);

  expect([...(picked ?? [])].sort()).toEqual(['a', 'b', 'd']);
  expect([...(pickFloor(picked, doors) ?? [])]).toEqual(['b']);
});

test('a floor without untried doors picks those still to do', () => {
  const doors = [aDoor({ id: 'a', state: 'not_home' }), aDoor({ id: 'b', state: 'met' })];

  expect([...(pickFloor(new Set(), doors) ?? [])]).toEqual(['a']);
});

test('nothing is picked outside the mode', () => {
  expect(toggle(null, aDoor())).toBeNull();
  expect(pickFloor(null, [aDoor()])).toBeNull();
});
