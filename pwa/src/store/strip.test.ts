import { expect, test } from 'vitest';
import { strip } from './strip';

test('NUL and halves of surrogate pairs are taken out of every text, whole pairs stay', () => {
  expect(strip({ note: 'a\u0000b', names: ['\uD83D', '😀', '\uDE00x'], n: 4, none: null })).toEqual({
    note: 'ab',
    names: ['', '😀', 'x'],
    n: 4,
    none: null,
  });
});
