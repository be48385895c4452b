import { expect, test } from 'vitest';
import { asksOnlyForUnassigned, fromOf, readChosen, sharingPath } from './selection';

const readBack = (path: string) => readChosen(Object.fromEntries(new URLSearchParams(path.split('?')[1])));

test('without a word the doors that no team has are shared out', () => {
  expect(readChosen({})).toEqual({ unassigned: true });
  expect(fromOf(readChosen({}))).toEqual({ team_id: null });
});

test('a choice stands in the address and is read from it again', () => {
  const chosen = { team_id: 'a', state: 'not_home', tries: 2, silent: true as const, need: '手语' };

  expect(readBack(sharingPath(chosen))).toEqual(chosen);
  expect(fromOf(chosen)).toEqual(chosen);
});

test('nothing said is not everything: no filter is sent', () => {
  expect(readBack(sharingPath({}))).toEqual({});
  expect(fromOf({})).toBeNull();
});

test('what makes no sense is left out', () => {
  expect(readChosen({ state: 'purple', tries: 'many', team_id: ' ' })).toEqual({ unassigned: true });
});

test('only where nothing but doors without a team is asked for, none found means that all are shared out', () => {
  expect(asksOnlyForUnassigned({ unassigned: true })).toBe(true);
  expect(asksOnlyForUnassigned({ unassigned: true, building_id: 'a' })).toBe(true);
  expect(asksOnlyForUnassigned({ unassigned: true, tries: 2 })).toBe(false);
  expect(asksOnlyForUnassigned({ team_id: 'a' })).toBe(false);
});
