import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { StateMark } from '../parts';
import './door-grid.css';
import { plateOf, type HeatEntrance } from './heat';
import type { Cell } from './wire';

interface Props {
  readonly caption: string;
  readonly entrances: readonly HeatEntrance<Cell>[];
  /** Picking: a press ticks a door. Else it opens the door's page. */
  readonly picked: ReadonlySet<string> | null;
  readonly onPick: (ids: readonly string[], extend: boolean) => void;
  readonly hrefOf: (cell: Cell) => string;
  /** Doors that the filter leaves out: shown, but pale and not to be picked. */
  readonly isOut?: (cell: Cell) => boolean;
  readonly whoOf?: (cell: Cell) => string | null;
}

/** A building as a table of doors, top floor on top. Arrow keys go from door to door; Tab leaves the grid. */
export function DoorGrid({
  caption,
  entrances,
  picked,
  onPick,
  hrefOf,
  isOut = () => false,
  whoOf = () => null,
}: Props) {
  const plate = plateOf(entrances);
  const rows = plate.rows.map((row) => ({ ...row, flat: row.cells.flat() }));
  const first = rows.flatMap(({ flat }) => flat).find((cell) => cell !== null)?.household_id;
  const here = useSignal<string | undefined>(undefined);
  const at = here.value ?? first;
  return (
    <div class="scroll-x">
      <table
        class="door-grid"
        style={{ '--columns': plate.entrances.reduce((sum, { columns }) => sum + columns, 0) }}
        onKeyDown={moveFocus}
      >
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">{t('desk.grid.floor')}</span>
            </th>
            {plate.entrances.map(({ name, columns }) => (
              <th key={name} scope="colgroup" colSpan={columns}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, y) => (
            <tr key={row.key}>
              <th scope="row">
                {picked !== null && row.floor !== null ? (
                  <button
                    type="button"
                    onClick={() => onPick(idsOf(row.flat, isOut), false)}
                    aria-label={t('desk.grid.pick_floor', { floor: row.floor })}
                  >
                    {row.floor}
                  </button>
                ) : (
                  row.floor
                )}
              </th>
              {row.flat.map((cell, x) =>
                cell === null ? (
                  <td key={`${x}`} data-gap={isFirst(plate.entrances, x)} />
                ) : (
                  <td key={cell.household_id} data-gap={isFirst(plate.entrances, x)}>
                    <DoorCell
                      cell={cell}
                      x={x}
                      y={y}
                      reach={cell.household_id === at}
                      out={isOut(cell)}
                      picked={picked === null ? null : picked.has(cell.household_id)}
                      who={whoOf(cell)}
                      href={hrefOf(cell)}
                      onPick={(extend) => onPick([cell.household_id], extend)}
                      onFocus={() => {
                        here.value = cell.household_id;
                      }}
                    />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  readonly cell: Cell;
  readonly x: number;
  readonly y: number;
  readonly reach: boolean;
  readonly out: boolean;
  readonly picked: boolean | null;
  readonly who: string | null;
  readonly href: string;
  readonly onPick: (extend: boolean) => void;
  readonly onFocus: () => void;
}

function DoorCell({ cell, x, y, reach, out, picked, who, href, onPick, onFocus }: CellProps) {
  const shared = {
    class: 'door-cell',
    'data-state': cell.state,
    'data-out': out,
    'data-x': x,
    'data-y': y,
    tabIndex: reach ? 0 : -1,
    onFocus,
  };
  const inside = (
    <>
      <b>
        {cell.door ?? '–'}
        {cell.tries > 1 && <span>×{cell.tries}</span>}
      </b>
      <StateMark state={cell.state} />
      {who !== null && <small>{who}</small>}
    </>
  );
  if (picked === null)
    return (
      <a {...shared} href={href}>
        {inside}
      </a>
    );
  return (
    <button {...shared} type="button" aria-pressed={picked} disabled={out} onClick={(event) => onPick(event.shiftKey)}>
      {inside}
    </button>
  );
}

function idsOf(cells: readonly (Cell | null)[], isOut: (cell: Cell) => boolean): readonly string[] {
  return cells.flatMap((cell) => (cell === null || isOut(cell) ? [] : [cell.household_id]));
}

function isFirst(entrances: readonly { readonly columns: number }[], x: number): boolean {
  let start = 0;
  for (const { columns } of entrances) {
    if (x === start) return x > 0;
    start += columns;
  }
  return false;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function moveFocus(event: KeyboardEvent & { readonly currentTarget: HTMLTableElement }): void {
  const step = STEPS[event.key];
  const from = event.target instanceof HTMLElement ? event.target.dataset : {};
  if (step === undefined || from['x'] === undefined || from['y'] === undefined) return;
  event.preventDefault();
  let [x, y] = [Number(from['x']) + step[0], Number(from['y']) + step[1]];
  for (let tries = 0; tries < 60; tries += 1, x += step[0], y += step[1]) {
    const next = event.currentTarget.querySelector<HTMLElement>(`[data-x='${x}'][data-y='${y}']`);
    if (next !== null) {
      next.focus();
      return;
    }
  }
}
