import { expect, test } from 'vitest';
import { setLanguage } from '../../messages';
import { sayAddress, sayValue } from './values';

test('an address is said with the name of its building, never with an id', async () => {
  await setLanguage('zh-Hans');
  const address = { building_id: '01a218c7-1436-7ae9-8bc6-6d9910521799', entrance: '1单元', floor: 13, door: '1301' };

  expect(sayAddress(address, '9号楼')).toBe('9号楼 1单元 13 层 1301');
  expect(sayAddress({ ...address, entrance: null, floor: null }, '甲院')).toBe('甲院 1301');
});

test('an address among values is said by the name that the server gave, and of an unknown building without its id', async () => {
  await setLanguage('zh-Hans');
  const address = { building_id: 'b1', entrance: null, floor: null, door: '1301' };

  expect(sayValue(address, [{ id: 'b1', name: '9号楼' }])).toBe('9号楼 1301');
  expect(sayValue(address)).toBe('不认识的楼栋 1301');
});

test('yes and no are said in words, and what is not written as empty', async () => {
  await setLanguage('zh-Hans');

  expect([true, false, null].map((value) => sayValue(value))).toEqual(['是', '不是', '（空）']);
});
