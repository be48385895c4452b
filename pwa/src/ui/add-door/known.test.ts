import { expect, test } from 'vitest';
import { aDoor } from '../card/maker';
import { floorOf, knownDoor } from './known';

test('a door is known by its address, whoever wrote it', () => {
  const door = aDoor();

  expect(knownDoor([door], { building_id: 'building-9', entrance: '２', door: '1203室' })).toBe(door);
});

test('the same number elsewhere is another door', () => {
  const door = aDoor();

  expect(knownDoor([door], { building_id: 'building-10', entrance: '2单元', door: '1203' })).toBeNull();
  expect(knownDoor([door], { building_id: 'building-9', entrance: '1单元', door: '1203' })).toBeNull();
  expect(knownDoor([door], { building_id: 'building-9', entrance: '2单元', door: ' ' })).toBeNull();
});

test('a usual number tells its floor', () => {
  expect([floorOf('1203'), floorOf('302'), floorOf('12'), floorOf('12A')]).toEqual([12, 3, null, null]);
});
