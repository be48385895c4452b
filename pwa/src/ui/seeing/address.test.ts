import { expect, it } from 'vitest';
import { boardPath, readBoard } from './address';

it('a board comes back from its address as it was', () => {
  const board = readBoard({ by: 'area', area_id: 'a', team_id: 't', sort: 'size' });
  const again = Object.fromEntries(new URLSearchParams(boardPath(board, {}).split('?')[1]));
  expect(readBoard(again)).toEqual(board);
});

it('the plain board has a plain address', () => {
  expect(boardPath(readBoard({}), {})).toBe('/desk');
  expect(readBoard({ by: 'moon', sort: 'luck', team_id: '' })).toEqual({ by: 'team', sort: 'need' });
});

it('a part can be changed and taken away', () => {
  const board = readBoard({ by: 'building', team_id: 't' });
  expect(boardPath(board, { by: 'team', sort: undefined })).toBe('/desk?team_id=t');
  expect(boardPath(board, { team_id: undefined })).toBe('/desk?by=building');
});
