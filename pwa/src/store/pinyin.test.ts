import { expect, test } from 'vitest';
import { matchesPinyin, readingsOf, readTable } from './pinyin';
import { pinyinTable } from './pinyin-table';

const table = readTable(pinyinTable);
const finds = (name: string, letters: string) => matchesPinyin(readingsOf(name, table), letters);

test.each([
  ['张三', ['zhangsan', 'zs', 'zhangs', 'zsan', 'zhs', 'san', 'z']],
  ['单雄信', ['shan', 'dan', 'sxx', 'danxx']],
  ['曾国藩', ['zeng', 'ceng', 'zgf']],
  ['解缙', ['xie', 'jie', 'xj']],
  ['吕布', ['lv', 'lu', 'lb']],
  ['區志強', ['ou', 'ouzhiqiang']],
])('%s is found by each of its spellings', (name, spellings) => {
  expect(spellings.filter((letters) => !finds(name, letters))).toEqual([]);
});

test('what a name does not sound like does not find it', () => {
  expect(finds('张三', 'zhangsi')).toBe(false);
  expect(finds('张三', 'sanz')).toBe(false);
  expect(finds('王', 'w1')).toBe(false);
});
