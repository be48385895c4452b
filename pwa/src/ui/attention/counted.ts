import type { Attention } from '../board/wire';

/** How much a person has to decide. Held work waits for another phone and is for nobody to decide: it is counted apart. */
export interface Counted {
  readonly to_decide: number;
  readonly held: number;
  /** There may be more to decide than is listed. */
  readonly is_cut: boolean;
}

export function counted({ items, more }: Attention): Counted {
  const held = items.filter(({ kind }) => kind === 'held').length;
  return { to_decide: items.length - held, held, is_cut: more.some((kind) => kind !== 'held') };
}
