import { describe, expect, it } from 'vitest';
import { activeKeys, changeFilter, doorsPath, readFilter, sameFilter, writeFilter, type DoorFilter } from './filters';

const read = (text: string): DoorFilter => readFilter(new URLSearchParams(text));

describe('a filter in the address', () => {
  it('comes back as it was', () => {
    const filter: DoorFilter = {
      team_id: 'ab',
      building_id: 'cd',
      state: 'never_tried',
      tries: 2,
      unvisited: true,
      unassigned: true,
      need: '轮椅',
    };
    expect(read(writeFilter(filter))).toEqual(filter);
  });

  it('is the same in whatever order it was typed', () => {
    expect(writeFilter(read('state=met&team_id=ab'))).toBe('team_id=ab&state=met');
    expect(sameFilter(read('need=1&tries=0'), read('tries=0&need=1'))).toBe(true);
  });

  it('leaves out what makes no sense', () => {
    expect(read('state=sunny&tries=many&unvisited=yes&need=%20&colour=red')).toEqual({});
    expect(read('tries=-1')).toEqual({});
  });

  it('holds no words that somebody searches for', () => {
    expect(read('q=王秀兰&team_id=ab')).toEqual({ team_id: 'ab' });
  });

  it('says zero tries, which is not the same as any', () => {
    expect(read('tries=0')).toEqual({ tries: 0 });
    expect(activeKeys(read('tries=0'))).toEqual(['tries']);
  });

  it('changes one part at a time', () => {
    const filter = read('team_id=ab&state=met');
    expect(changeFilter(filter, 'state', 'refused')).toEqual({ team_id: 'ab', state: 'refused' });
    expect(changeFilter(filter, 'team_id', '')).toEqual({ state: 'met' });
    expect(changeFilter(filter, 'unvisited', '1')).toEqual({ team_id: 'ab', state: 'met', unvisited: true });
  });
});

it('a door opens beside its list, and the list keeps its address', () => {
  expect(doorsPath({ team_id: 'ab' }, 'x')).toBe('/desk/doors?team_id=ab&door=x');
  expect(doorsPath({})).toBe('/desk/doors');
});
