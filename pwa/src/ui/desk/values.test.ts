import { expect, test } from 'vitest';
import { setLanguage } from '../../messages';
import { sayAddress } from './values';

test('an address is said with the name of its building, never with an id', async () => {
  await setLanguage('zh-Hans');
  const address = { building_id: '01a218c7-1436-7ae9-8bc6-6d9910521799', entrance: '1单元', floor: 13, door: '1301' };

  expect(sayAddress(address, '9号楼')).toBe('9号楼 1单元 13 层 1301');
  expect(sayAddress({ ...address, entrance: null, floor: null }, '甲院')).toBe('甲院 1301');
});
