import { expect, test } from 'vitest';
import { asWire, changeMapping, problemOfMapping, proposed } from './mapping';
import type { Column, Field } from './wire';

const columns = (...fields: (Field | null)[]): readonly Column[] =>
  fields.map((field, index) => ({ index, title: `c${index}`, samples: [], field }));

test('what is proposed is taken, the rest is left out', () => {
  expect(asWire(proposed(columns('address', null, 'name')))).toEqual({ '0': 'address', '1': 'ignore', '2': 'name' });
});

test('a roll must say where a door is', () => {
  expect(problemOfMapping(proposed(columns('name', 'building'))).kind).toBe('no_door');
  expect(problemOfMapping(proposed(columns('building', 'door'))).kind).toBe('ok');
  expect(problemOfMapping(proposed(columns('address'))).kind).toBe('ok');
});

test('a field is one column, but phones may be several', () => {
  const mapping = proposed(columns('address', 'name', 'phones'));

  expect(problemOfMapping(changeMapping(mapping, 2, 'name'))).toEqual({ kind: 'twice', field: 'name' });
  expect(problemOfMapping(changeMapping(mapping, 1, 'phones')).kind).toBe('ok');
});
