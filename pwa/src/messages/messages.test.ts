import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { table as en } from './en';
import { fill, type Text } from './fill';
import { preferredLanguage, setLanguage, t, tCode, tMaybe, type MessageKey, type Table } from './index';
import { table as zhHans } from './zh-Hans';
import { table as zhHant } from './zh-Hant';

const placeholders = (text: Text): string[] => {
  const forms = typeof text === 'string' ? [text] : Object.values(text);
  return [...new Set(forms.flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();
};

const shape = (table: Table) =>
  Object.entries(table).flatMap(([area, texts]) =>
    Object.entries(texts).map(([key, text]) => `${area}.${key} ${placeholders(text).join('')}`),
  );

test.each([
  ['zh-Hant', zhHant],
  ['en', en],
])('%s has the same texts with the same values to fill in as zh-Hans', (_, table) => {
  expect(shape(table).sort()).toEqual(shape(zhHans).sort());
});

test('no text is empty', () => {
  for (const table of [zhHans, zhHant, en]) {
    const texts = Object.values(table).flatMap((area) => Object.values(area));
    expect(texts.filter((text) => text === '')).toEqual([]);
  }
});

test.each(['no_such_door', 'not_a_dwelling', 'demolished'] as const)(
  'the desk words %s as the form did that asked to close the door',
  (reason) => {
    for (const { desk, door } of [zhHans, zhHant, en]) {
      expect(door?.[`close.reason.${reason}`]).toBeTypeOf('string');
      expect(desk?.[`reason.${reason}`]).toBe(door?.[`close.reason.${reason}`]);
    }
  },
);

test('each reason that a receipt can have is worded for the volunteer and for the desk', () => {
  const spec = readFileSync('../sync/SPEC.md', 'utf8'); // from pwa/, where vitest runs
  const told = /^A receipt's `reason`, where there is one: ([^`]*?)\. Phones\s/m.exec(spec)?.[1] ?? '';
  const reasons = told.match(/\b(?:[a-z]+_[a-z_]+|erased|withdrawn|nul|joined)\b/g) ?? [];

  expect(reasons).toEqual(expect.arrayContaining(['earlier_round', 'erased', 'nul', 'joined', 'refused_by_store']));
  for (const { core, desk } of [zhHans, zhHant, en]) {
    expect(reasons.filter((reason) => core?.[`receipt_reason.${reason}`] === undefined)).toEqual([]);
    expect(reasons.filter((reason) => desk?.[`reason.${reason}`] === undefined)).toEqual([]);
  }
});

test('what a household needs is called by one word in every room', () => {
  for (const { core, door, desk, rolls } of [zhHans, zhHant, en]) {
    const texts = [...[core, door, desk, rolls].map((room) => room?.['field.needs']), door?.['facts.needs']];
    const words = texts.map((text) => (typeof text === 'string' ? text.toLowerCase() : null));
    expect(words).toEqual(texts.map(() => words[0]));
    expect(words[0]).toBeTypeOf('string');
  }
});

test.each([
  [
    'each of the people, and the end of their access',
    /组长|统筹|志工|停用|权限已结束/,
    /組長|統籌|志願者|停用|權限已結束/,
  ],
  ['a record, keeping, a phone, a door’s number and who reads this', /部手机|房号|您/, /記錄|保存|部手機|房號|您/],
])('%s: one word for each', (_, otherHans, otherHant) => {
  for (const [table, other] of [
    [zhHans, otherHans],
    [zhHant, otherHant],
  ] as const) {
    const texts = Object.values(table).flatMap((area) => Object.values(area));
    expect(texts.filter((text) => typeof text === 'string' && other.test(text))).toEqual([]);
  }
});

test('two values of one fact are called so, and nowhere a conflict', () => {
  const texts = [zhHans, zhHant, en].flatMap((table) => Object.values(table).flatMap((area) => Object.values(area)));
  const words = texts.flatMap((text) => (typeof text === 'string' ? [text] : Object.values(text)));

  expect(words.filter((word) => /冲突|衝突|conflict/i.test(word))).toEqual([]);
});

test('traditional Chinese quotes in its own way, and has one word for taking back', () => {
  const texts = Object.values(zhHant).flatMap((area) => Object.values(area));

  expect(texts.filter((text) => typeof text === 'string' && /[“”]|復原/.test(text))).toEqual([]);
});

test('values are filled in, and the plural form follows n', () => {
  const text = { one: '{n} door', other: '{n} doors' };

  expect(fill(text, { n: 1 }, 'en')).toBe('1 door');
  expect(fill(text, { n: 12 }, 'en')).toBe('12 doors');
  expect(fill(text, { n: 5098 }, 'en')).toBe('5,098 doors');
  expect(fill('{who} · {n}', { who: '王' }, 'zh-Hans')).toBe('王 · {n}');
});

test('a time that is a word stands close to the words beside it, one that is a number does not', () => {
  expect(fill('自 {time} 静默', { time: '昨天 9:30' }, 'zh-Hans')).toBe('自昨天 9:30 静默');
  expect(fill('自 {time} 静默', { time: '刚才' }, 'zh-Hans')).toBe('自刚才静默');
  expect(fill('自 {time} 静默', { time: '9:30' }, 'zh-Hans')).toBe('自 9:30 静默');
  expect(fill('{from} 留着', { from: '王' }, 'zh-Hans')).toBe('王 留着');
});

test('changing the language changes what t gives', async () => {
  await setLanguage('en');
  expect(t('core.tab.phone')).toBe('My phone');

  await setLanguage('zh-Hans');
  expect(t('core.tab.phone')).toBe('我的手机');
  expect(tMaybe('core.no_such_code')).toBeNull();
});

test('a code that is newer than this app is shown as it came, not as the key of a text', async () => {
  await setLanguage('en');

  expect(tCode('core.state.met', 'met')).toBe('Met');
  expect(tCode('core.state.on_holiday' as MessageKey, 'on_holiday')).toBe('on_holiday');
});

test('a new phone begins with a language of its browser', () => {
  expect(preferredLanguage(['fr', 'zh-TW'])).toBe('zh-Hant');
  expect(preferredLanguage(['en-GB'])).toBe('en');
  expect(preferredLanguage(['zh'])).toBe('zh-Hans');
  expect(preferredLanguage([])).toBe('zh-Hans');
});
