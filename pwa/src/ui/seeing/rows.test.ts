import { expect, it } from 'vitest';
import { NO_COUNTS } from '../board/counts';
import { readBoard } from './address';
import { shownRows } from './Breakdown';
import { wayTo } from './Narrow';

const area = (id: string, parent_id: string | null) => ({ ...NO_COUNTS, id, name: id, parent_id });
const tree = [area('city', null), area('east', 'city'), area('west', 'city'), area('lane', 'east')];
const names = (query: Record<string, string>) =>
  shownRows(tree, readBoard({ by: 'area', ...query })).map(({ id }) => id);

it('a single top is not worth a table: what lies below it is shown', () => {
  expect(names({})).toEqual(['east', 'west']);
});

it('an area shows what lies directly below, one without anything below itself', () => {
  expect(names({ area_id: 'east' })).toEqual(['lane']);
  expect(names({ area_id: 'lane' })).toEqual(['lane']);
});

it('the way to an area leads down from the top', () => {
  expect(wayTo(tree, 'lane').map(({ id }) => id)).toEqual(['city', 'east', 'lane']);
  expect(wayTo(tree, undefined)).toEqual([]);
});
