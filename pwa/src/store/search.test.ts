import { beforeEach, expect, test } from 'vitest';
import { aCard, household } from './makers';
import { search } from './search';
import { doors, emptyReference, reference } from './signals';
import type { Door } from './types';

const names = ['单雄信', '张三', '曾国藩', '解缙', '王淑珍', '李建国', '陈晓燕', '周平'];

function aDoor(n: number, name: string, door: string, phones: readonly string[] = []): Door {
  const card = aCard(n);
  const facts = { name, door, phones };
  return {
    id: household(n),
    card: { ...card, household: { ...card.household, ...facts } },
    state: 'never_tried',
    tries: 0,
    seen: 1,
    pending: 0,
    team_ids: [],
  };
}

const show = (made: readonly Door[]) => {
  doors.value = new Map(made.map((door) => [door.id, door]));
};
const found = async (query: string) => (await search(query)).map((door) => door.card.household.name);

beforeEach(() => {
  const building = { id: household(900), area_id: '', name: '9号楼', entrances: [] };
  reference.value = { ...emptyReference(), buildings: new Map([[building.id, building]]) };
});

test('a door is found by number, name, pinyin, initials and the end of a phone number', async () => {
  show(names.map((name, index) => aDoor(index + 1, name, String(1201 + index), index === 1 ? ['186 0000 0321'] : [])));

  expect(await found('1202')).toEqual(['张三']);
  expect(await found('９号楼 1203')).toEqual(['曾国藩']);
  expect(await found('淑珍')).toEqual(['王淑珍']);
  expect(await found('shan')).toEqual(['单雄信']);
  expect(await found('zgf')).toEqual(['曾国藩']);
  expect(await found('0321')).toEqual(['张三']);
  expect(await found('nobody')).toEqual([]);
});

test('the number itself comes before numbers that begin with it', async () => {
  show([aDoor(1, '甲', '1010'), aDoor(2, '乙', '101'), aDoor(3, '丙', '2101')]);

  expect(await found('101')).toEqual(['乙', '甲']);
});

test('an address with hyphens names one door, not the same number at another entrance', async () => {
  const at = (n: number, name: string, entrance: string, door = '301'): Door => {
    const made = aDoor(n, name, door);
    return { ...made, card: { ...made.card, household: { ...made.card.household, entrance } } };
  };
  show([
    at(1, '甲', '1单元'),
    at(2, '乙', '2单元'),
    at(3, '丙', '3单元'),
    at(4, '丁', '13单元'),
    at(5, '戊', '1单元', '7-12'),
  ]);

  expect(await found('9-3-301')).toEqual(['丙']);
  expect(await found('9-3-3')).toEqual(['丙']);
  expect(await found('3-301')).toEqual(['丙']);
  expect(await found('9-301')).toEqual(['甲', '乙', '丙', '丁']);
  expect(await found('7-12')).toEqual(['戊']);
  expect(await found('8-3-301')).toEqual([]);
});
