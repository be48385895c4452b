import { beforeAll, expect, test } from 'vitest';
import { setLanguage } from '../../messages';
import { aDoor } from '../card/maker';
import { addKey, formKey } from '../door/forms/keys';
import { unfinishedOf } from './unfinished';

const door = aDoor({ id: 'd1', visits: [{ id: 'v1' }], requests: [{ id: 'r1' }] });
const find = (id: string) => (id === door.id ? door : undefined);
const buildings = new Map([['b1', '9号楼']]);
const unfinished = (...keys: readonly string[]) =>
  unfinishedOf(new Map(keys.map((key, at) => [key, at])), find, (id) => buildings.get(id));

beforeAll(() => setLanguage('zh-Hans'));

test('each half-typed form is found again where it is filled in, the latest first', () => {
  const found = unfinished(
    formKey('close', 'd1'),
    formKey('word', 'd1', 'r1'),
    formKey('void', 'd1', 'v1'),
    formKey('resident', 'd1', 'new'),
    formKey('visit', 'd1', 'met'),
    formKey('visit', 'd1', 'gone', 'v1'),
  );

  expect(found.map(({ path }) => path)).toEqual([
    '/door/d1/visit/gone?instead=v1',
    '/door/d1/visit/met',
    '/door/d1/resident/new',
    '/door/d1/void/v1',
    '/door/d1/word/r1',
    '/door/d1/close',
  ]);
  expect(found.find(({ path }) => path.endsWith('met'))?.words).toBe('见到了');
});

test('what can no longer be filled in here is not offered', () => {
  const gone = [formKey('facts', 'd2'), formKey('void', 'd1', 'v9'), formKey('word', 'd1', 'r9')];
  expect(unfinished(...gone, formKey('resident', 'd1', 'p9'), 'paper c1 t1', addKey('b2'), '')).toEqual([]);
});

test('a new door that was half typed is found where it was begun, also where no building was chosen', () => {
  expect(unfinished(addKey('b1'), addKey(''))).toEqual([
    { path: '/add-door', number: null, words: '加一户', place: '' },
    { path: '/add-door?building=b1', number: null, words: '加一户', place: '9号楼' },
  ]);
});
