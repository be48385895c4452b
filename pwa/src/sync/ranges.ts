import type { Range } from '../protocol';

/** Ranges without the numbers in `held`. Both ends of a range belong to it; `held` is in rising order. */
export function without(ranges: readonly Range[], held: readonly number[]): readonly Range[] {
  return ranges.flatMap((range) =>
    cut(
      range,
      held.filter((n) => n >= range[0] && n <= range[1]),
    ),
  );
}

function cut([from, to]: Range, held: readonly number[]): readonly Range[] {
  const left: Range[] = [];
  let next = from;
  for (const n of held) {
    if (n > next) left.push([next, n - 1]);
    next = n + 1;
  }
  if (next <= to) left.push([next, to]);
  return left;
}

/** Both lists as one, in rising order, with what touches or overlaps joined. */
export function union(one: readonly Range[], other: readonly Range[]): readonly Range[] {
  const joined: [number, number][] = [];
  for (const [from, to] of [...one, ...other].sort((a, b) => a[0] - b[0])) {
    const last = joined[joined.length - 1];
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** The ranges of `all` that are not among `told`, range by range. */
export function except(all: readonly Range[], told: readonly Range[]): readonly Range[] {
  return all.filter(([from, to]) => !told.some((each) => each[0] === from && each[1] === to));
}
