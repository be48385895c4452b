import { expect, test } from 'vitest';
import { aDoor } from './makers';
import { doubtsOf, findDoors, instantOf, knockers, outcomeOfKey, readTime, type PaperDoor, type Typed } from './walk';

const doorAt = (
  door: string,
  entrance: string | null = '1单元',
  building = '5号楼',
  more: Partial<PaperDoor> = {},
): PaperDoor =>
  aDoor({
    household_id: `${building}/${entrance ?? ''}/${door}`,
    building_id: building,
    building,
    entrance,
    door,
    ...more,
  });
const doors = [doorAt('302'), doorAt('302', '2单元'), doorAt('302', '1单元', '6号楼'), doorAt('12', null, '王庄')];
const found = (typed: string): readonly string[] => findDoors(doors, typed).map(({ household_id }) => household_id);
const aLine = (more: Partial<Typed> = {}): Typed => ({
  key: 'a',
  by: 'li',
  on: '2026-11-27',
  door: doorAt('302'),
  outcome: 'met',
  time: '19:05',
  note: '',
  ...more,
});

test('a number finds every door that it may mean', () => {
  expect(found('302')).toEqual(['5号楼/1单元/302', '5号楼/2单元/302', '6号楼/1单元/302']);
  expect(found('999')).toEqual([]);
  expect(found('')).toEqual([]);
});

test('an entrance before it and a building before that narrow it down, in any width', () => {
  expect(found('2-302')).toEqual(['5号楼/2单元/302']);
  expect(found('６－１－３０２')).toEqual(['6号楼/1单元/302']);
  expect(found('5号楼 2单元 302室')).toEqual(['5号楼/2单元/302']);
  expect(found('012')).toEqual(['王庄//12']);
});

test('times are read as people write them', () => {
  expect(['1905', '19:05', '9.05', '7', '０８：３０'].map(readTime)).toEqual([
    '19:05',
    '19:05',
    '09:05',
    '07:00',
    '08:30',
  ]);
  expect(['25', '1960', 'x', ''].map(readTime)).toEqual([null, null, null, null]);
});

test('a local time is an instant in the zone, also on a day that changes it', () => {
  expect(instantOf('2026-11-24', '19:05', 'Asia/Shanghai')).toBe(Date.parse('2026-11-24T11:05:00Z'));
  expect(instantOf('2026-03-29', '12:00', 'Europe/Berlin')).toBe(Date.parse('2026-03-29T10:00:00Z'));
});

test('keys stand for outcomes in the order on paper', () => {
  expect(outcomeOfKey('1')).toBe('met');
  expect(outcomeOfKey('7')).toBe('inaccessible');
  expect(outcomeOfKey('8')).toBeNull();
  expect(outcomeOfKey('12')).toBeNull();
});

test('a line says what somebody should look at', () => {
  const at = 1_000_000_000_000;
  const line = aLine();

  expect(doubtsOf(line, [line], at, at + 1)).toEqual([]);
  expect(doubtsOf(line, [line, aLine({ key: 'b' })], at, at + 1)).toEqual(['twice']);
  expect(doubtsOf(line, [line, aLine({ key: 'b', on: '2026-11-26' })], at, at + 1)).toEqual([]);
  expect(doubtsOf(line, [line], at, at - 1)).toEqual(['future']);
  const closed = aLine({ door: doorAt('302', '1单元', '5号楼', { knock: false, last_visit_at: at - 60_000 }) });
  expect(doubtsOf(closed, [closed], at, at + 1)).toEqual(['may_not_knock', 'seen_since']);
});

test('who left a team may still have knocked for it, for sixty days', () => {
  const members = [
    { id: 'here', ended_at: null },
    { id: 'left', ended_at: Date.parse('2026-10-01T08:00:00Z') },
    { id: 'long gone', ended_at: Date.parse('2026-09-20T08:00:00Z') },
  ];

  expect(knockers(members, '2026-11-24').map(({ id }) => id)).toEqual(['here', 'left']);
});
