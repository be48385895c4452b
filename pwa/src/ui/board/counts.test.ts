import { describe, expect, it } from 'vitest';
import {
  byNeed,
  contactOfVisited,
  left,
  metOfBase,
  NO_COUNTS,
  ofGoal,
  permille,
  segments,
  visitedOfKnown,
} from './counts';
import type { Counts } from './wire';

const counts = (some: Partial<Counts>): Counts => ({ ...NO_COUNTS, ...some });

describe('a share', () => {
  it('is all only when it is all, and none only when it is none', () => {
    expect(permille({ part: 864, of: 864 })).toBe(1000);
    expect(permille({ part: 27_209, of: 27_210 })).toBe(999);
    expect(permille({ part: 1, of: 27_210 })).toBe(1);
    expect(permille({ part: 0, of: 864 })).toBe(0);
  });

  it('never passes its base, whatever it is given', () => {
    expect(permille({ part: 900, of: 864 })).toBe(1000);
    expect(permille(contactOfVisited(counts({ visited: 3, met: 3, refused: 2 })))).toBe(1000);
  });

  it('of nothing is not a number', () => {
    expect(permille(visitedOfKnown(NO_COUNTS))).toBeNull();
  });

  it('of the goal is of all known doors where a visit counts, of those that may be visited where meeting somebody does', () => {
    const some = counts({ known: 288, base: 261, visited: 190, base_visited: 173, met: 122, base_met: 121 });

    expect(ofGoal(some, 'visited')).toEqual({ part: 190, of: 288 });
    expect(ofGoal(some, 'met')).toEqual({ part: 121, of: 261 });
  });

  it('of people met leaves out doors that must not or cannot be visited', () => {
    const some = counts({ known: 864, base: 806, met: 401, base_met: 398, visited: 496 });

    expect(metOfBase(some)).toEqual({ part: 398, of: 806 });
    expect(permille(visitedOfKnown(some))).toBe(574);
    expect(left(some)).toBe(368);
  });
});

describe('the meter', () => {
  it('covers the whole without a gap', () => {
    const drawn = segments(
      counts({ met: 81, refused: 7, call_back: 3, not_home: 25, vacant: 9, do_not_contact: 1, never_tried: 18 }),
    );

    expect(drawn.map(({ band }) => band)).toEqual(['met', 'answered', 'missed', 'closed', 'never']);
    expect(drawn.reduce((sum, { width }) => sum + width, 0)).toBe(1000);
    expect(
      drawn.every((segment, k) => segment.start === drawn.slice(0, k).reduce((sum, { width }) => sum + width, 0)),
    ).toBe(true);
  });

  it('of no doors draws nothing', () => {
    expect(segments(NO_COUNTS)).toEqual([]);
  });
});

it('puts the team furthest behind first, and one without doors last', () => {
  const rows = [
    { ...counts({ known: 144, visited: 106 }), id: 'first' },
    { ...counts({}), id: 'empty' },
    { ...counts({ known: 144, visited: 20 }), id: 'third' },
    { ...counts({ known: 288, visited: 212 }), id: 'fourth' },
  ];

  expect(byNeed(rows).map(({ id }) => id)).toEqual(['third', 'fourth', 'first', 'empty']);
});
