import { beforeAll, expect, test } from 'vitest';
import { setLanguage, t } from '../../messages';
import { isFirstShare, sayBuildings, sayTeams, staysWithin } from './came-from';

beforeAll(() => setLanguage('zh-Hans'));

const named = (name: string) => ({ id: name, name });
const from = (
  teams: readonly (readonly [string | null, number])[],
  buildings: readonly string[],
  building_count: number,
) => ({
  teams: teams.map(([team, doors]) => ({ team: team === null ? null : named(team), doors })),
  buildings: buildings.map(named),
  building_count,
});

test('doors of nobody are shared out, doors of a team are moved', () => {
  expect(isFirstShare(from([[null, 15]], ['1号楼'], 1))).toBe(true);
  expect(
    isFirstShare(
      from(
        [
          [null, 15],
          ['第1队', 1],
        ],
        ['1号楼'],
        1,
      ),
    ),
  ).toBe(false);
  expect(isFirstShare(from([], [], 0))).toBe(false);
  expect(isFirstShare(null)).toBe(false);
});

test('doors that only changed hands in their team are told from those that changed teams', () => {
  const ofOne = from([['第1队', 4]], [], 0);
  expect(staysWithin(ofOne, [named('第1队')])).toBe(true);
  expect(staysWithin(ofOne, [named('第2队')])).toBe(false);
  expect(staysWithin(ofOne, [named('第1队'), named('第2队')])).toBe(false);
  expect(staysWithin(from([[null, 4]], [], 0), [])).toBe(false);
  expect(staysWithin(null, [named('第1队')])).toBe(false);
});

test('teams are told with how many each had, one alone by its name', () => {
  expect(sayTeams(from([['第1队', 4]], [], 0))).toBe('第1队');
  const two = sayTeams(
    from(
      [
        ['第1队', 3],
        [null, 1],
      ],
      [],
      0,
    ),
  );
  expect(two).toContain('第1队');
  expect(two).toContain(t('desk.no_team'));
  expect(two).toContain('3');
  expect(
    sayTeams(
      from(
        [
          ['a', 1],
          ['b', 1],
          ['c', 1],
          ['d', 1],
        ],
        [],
        0,
      ),
    ),
  ).toBe(t('sharing.teams', { n: 4 }));
  expect(sayTeams(null)).toBe('');
});

test('of many buildings the first are named and all counted', () => {
  expect(sayBuildings(from([], ['1号楼', '2号楼'], 2))).toBe(`1号楼${t('desk.list')}2号楼`);
  expect(sayBuildings(from([], ['1号楼', '2号楼', '3号楼'], 9))).toContain('9');
  expect(sayBuildings(null)).toBe('');
});
