/** What the coverage board shows, as it stands in the address. */

export const BREAKDOWNS = ['team', 'area', 'building', 'person', 'day'] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];
export const ORDERS = ['need', 'name', 'size'] as const;
export type Order = (typeof ORDERS)[number];

export interface Board {
  readonly by: Breakdown;
  readonly sort: Order;
  readonly team_id?: string;
  readonly area_id?: string;
}

/** Reads what it knows and leaves out what makes no sense. */
export function readBoard(query: Readonly<Record<string, string>>): Board {
  const by = BREAKDOWNS.find((known) => known === query['by']) ?? 'team';
  const sort = ORDERS.find((known) => known === query['sort']) ?? (by === 'team' || by === 'person' ? 'need' : 'name');
  const { team_id = '', area_id = '' } = query;
  return { by, sort, ...(team_id !== '' && { team_id }), ...(area_id !== '' && { area_id }) };
}

/** The address of a board with parts of it changed; undefined takes a part away. */
export function boardPath(board: Board, change: { readonly [K in keyof Board]?: Board[K] | undefined }): string {
  const next = { ...board, ...change };
  const query = new URLSearchParams();
  if (next.by !== undefined && next.by !== 'team') query.set('by', next.by);
  if (next.area_id !== undefined) query.set('area_id', next.area_id);
  if (next.team_id !== undefined) query.set('team_id', next.team_id);
  const plain = readBoard({ ...(next.by !== undefined && { by: next.by }) }).sort;
  if (next.sort !== undefined && next.sort !== plain) query.set('sort', next.sort);
  const text = query.toString();
  return text === '' ? '/desk' : `/desk?${text}`;
}
