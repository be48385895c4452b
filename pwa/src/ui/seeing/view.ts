export interface View {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

/** More than can be seen, so that a key or a finger does not outrun the drawing. */
const BESIDE = 4;
const STEP = 4; // the edges move in steps, so that not every pixel draws anew

/** Which of `count` rows of one height are seen when so many px of the list are above the screen (negative: it begins below). */
export function rowsInView(count: number, row_px: number, above_px: number, screen_px: number): View {
  if (count <= 0 || row_px <= 0) return { from: 0, to: 0 };
  const first = Math.floor(above_px / row_px) - BESIDE;
  const last = Math.ceil((above_px + screen_px) / row_px) + BESIDE;
  const from = Math.max(0, Math.min(count - 1, Math.floor(first / STEP) * STEP));
  return { from, to: Math.max(from + 1, Math.min(count, Math.ceil(last / STEP) * STEP)) };
}

/** So many rows are drawn anew in one frame: on a slow machine the rest comes with the next frames. */
const AT_ONCE = 3;

/** What to draw in this frame on the way from what is drawn to what is wanted. After a leap the rows that are seen come first. */
export function stepTowards(drawn: View, wanted: View, first_seen: number): View {
  const [from, to] = [Math.max(drawn.from, wanted.from), Math.min(drawn.to, wanted.to)];
  if (from >= to) {
    const first = Math.max(wanted.from, Math.min(first_seen, wanted.to - 1));
    return { from: first, to: Math.min(wanted.to, first + AT_ONCE) };
  }
  const below = Math.min(wanted.to, to + AT_ONCE);
  return { from: Math.max(wanted.from, from - (AT_ONCE - (below - to))), to: below };
}

/** Which rows have their contents in this frame: those that had them, and some of those whose contents have come since. */
export function fillTowards(
  view: View,
  filled: ReadonlySet<number>,
  has: (row: number) => boolean,
): ReadonlySet<number> {
  const next = new Set<number>();
  let more = AT_ONCE;
  for (let row = view.from; row < view.to; row += 1) {
    if (!has(row)) continue;
    if (!filled.has(row)) more -= 1;
    if (filled.has(row) || more >= 0) next.add(row);
  }
  return next;
}

const STEPS: Readonly<Record<string, number>> = {
  ...{ ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 },
  ...{ Home: -Infinity, End: Infinity },
};

/** To which of `count` rows a key leads from this one; null for a key that leads to none. */
export function rowAfter(key: string, index: number, count: number): number | null {
  const step = STEPS[key];
  if (step === undefined || count === 0) return null;
  return Math.max(0, Math.min(count - 1, index + step));
}
