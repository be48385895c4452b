import { expect, test } from 'vitest';
import { textOf } from './text-file';

const bytes = (...numbers: number[]) => new Uint8Array(numbers);

test('a file is read as UTF-8, as UTF-16 with its mark, or as GB18030', () => {
  expect(textOf(new TextEncoder().encode('市'))).toBe('市');
  expect(textOf(bytes(0xff, 0xfe, 0x02, 0x5e))).toBe('市');
  expect(textOf(bytes(0xca, 0xd0))).toBe('市');
});

test('a picture is no text', () => {
  expect(textOf(bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d))).toBeNull();
});
