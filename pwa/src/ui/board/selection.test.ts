import { describe, expect, it } from 'vitest';
import { coverOf, extend, NOTHING, toggle, toggleAll } from './selection';

const LIST = ['a', 'b', 'c', 'd'];

describe('a selection', () => {
  it('ticks and unticks one door', () => {
    expect([...toggle(toggle(NOTHING, 'a'), 'b')]).toEqual(['a', 'b']);
    expect([...toggle(new Set(['a', 'b']), 'a')]).toEqual(['b']);
  });

  it('extends from the door ticked last, in either direction', () => {
    expect([...extend(new Set(['d']), LIST, 'd', 'b')].sort()).toEqual(['b', 'c', 'd']);
    expect([...extend(NOTHING, LIST, null, 'c')]).toEqual(['c']);
    expect([...extend(new Set(['z']), LIST, 'gone', 'c')].sort()).toEqual(['c', 'z']);
  });

  it('of a whole list keeps what was ticked elsewhere', () => {
    expect([...toggleAll(new Set(['z', 'a']), LIST)].sort()).toEqual(['a', 'b', 'c', 'd', 'z']);
    expect([...toggleAll(new Set(['z', ...LIST]), LIST)]).toEqual(['z']);
  });

  it('tells none, some and all apart', () => {
    expect(coverOf(NOTHING, LIST)).toBe('none');
    expect(coverOf(new Set(['b']), LIST)).toBe('some');
    expect(coverOf(new Set(LIST), LIST)).toBe('all');
    expect(coverOf(NOTHING, [])).toBe('none');
  });
});
