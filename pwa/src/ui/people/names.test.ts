import { expect, test } from 'vitest';
import { namesIn } from './names';

test('names come one a line, without numbering, blanks or doubles', () => {
  expect(namesIn(' 1. 赵一\r\n2、钱二 \n\n（\n赵一\n 3) Li Lei\n')).toEqual(['赵一', '钱二', '（', 'Li Lei']);
});

test('nothing is nobody', () => {
  expect(namesIn(' \n\t\n')).toEqual([]);
});
