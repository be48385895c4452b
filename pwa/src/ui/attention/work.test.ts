import { expect, test } from 'vitest';
import { setLanguage } from '../../messages';
import { readWork } from './work';
import { sayPart } from './words';

test('a visit is read with its outcome and its note', () => {
  const work = readWork('{"type":"record_visit","outcome":"met","note":"聊了暖气","seen":3}');
  expect(work).toEqual({ type: 'record_visit', outcome: 'met', parts: [['note', '聊了暖气']] });
});

test('a correction is read field by field, also an emptied one', () => {
  const work = readWork('{"type":"correct_household","fields":{"name":"王秀兰","note":null}}');
  expect(work.parts).toEqual([
    ['name', '王秀兰'],
    ['note', null],
  ]);
});

test('a command that was sent as text is taken out of its wrapping', () => {
  const inner = JSON.stringify({ type: 'record_visit', outcome: 'not_home' });
  expect(readWork(JSON.stringify({ type: 'park', body: inner })).outcome).toBe('not_home');
});

test.each(['', '[]', 'null', '{"type":', '"record_visit"'])('%s tells nothing and breaks nothing', (text) => {
  expect(readWork(text)).toEqual({ type: null, outcome: null, parts: [] });
});

test('a door that was added is told with the name of its building', async () => {
  await setLanguage('zh-Hans');
  const { parts } = readWork('{"type":"add_household","building_id":"b1","door":"909"}');

  expect(parts.map((part) => sayPart(part, [{ id: 'b1', name: '9号楼' }]))).toEqual(['楼栋：9号楼', '门牌：909']);
});
