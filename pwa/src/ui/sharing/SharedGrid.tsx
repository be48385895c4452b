import { useSignal } from '@preact/signals';
import { t, tCode } from '../../messages';
import { heatOf, plateOf } from '../board/heat';
import { useArrows } from '../board/arrows';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Campaign, Cell, Grid } from '../board/wire';
import { StateMark } from '../parts';
import './shared-grid.css';

interface Props {
  readonly campaign: Campaign;
  readonly building: string;
  /** Where a door goes; null: it stays; undefined: it is not among the chosen ones. */
  readonly teamOf: (door: string) => string | null | undefined;
  readonly markOf: (team: string) => string | null;
  readonly nameOf: (team: string) => string;
  /** The team that a press gives to; null: nobody. */
  readonly brush: string | null;
  readonly onGive: (doors: readonly string[]) => void;
}

/** A building with each door under the mark of the team that would get it. A press gives it to the team of the brush. */
export function SharedGrid({ campaign, building, teamOf, markOf, nameOf, brush, onGive }: Props) {
  const grid = useGet<Grid>(withQuery(`/api/campaigns/${campaign.id}/grid`, { building_id: building }));
  const here = useSignal<string | undefined>(undefined);
  const onKeyDown = useArrows();
  if (grid.data === null)
    return grid.problem === null ? (
      <p data-quiet role="status">
        {t('core.loading')}
      </p>
    ) : (
      <Trouble problem={grid.problem} onRetry={grid.reload} />
    );
  const { cells } = grid.data;
  const isChosen = (cell: Cell): boolean => teamOf(cell.household_id) !== undefined;
  const idsOf = (some: readonly (Cell | null)[]): readonly string[] =>
    some.flatMap((cell) => (cell !== null && isChosen(cell) ? [cell.household_id] : []));
  const entrances = heatOf(grid.data.building, cells);
  const plate = plateOf(entrances);
  const first = cells.find(isChosen)?.household_id;
  const to = brush === null ? t('sharing.brush.stays') : nameOf(brush);
  return (
    <div class="scroll-x shared-grid">
      <table onKeyDown={onKeyDown}>
        <caption class="visually-hidden">{grid.data.building.name}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">{t('desk.grid.floor')}</span>
            </th>
            {entrances.map(({ name, columns, rows }) => (
              <th key={name} scope="colgroup" colSpan={columns}>
                <button
                  type="button"
                  aria-label={t('sharing.brush.entrance', { entrance: name, team: to })}
                  onClick={() => onGive(idsOf(rows.flatMap((row) => row.cells)))}
                >
                  {name === '' ? '–' : name}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {plate.rows.map((row, y) => {
            const flat = row.cells.flat();
            return (
              <tr key={row.key}>
                <th scope="row">
                  <button
                    type="button"
                    aria-label={t('sharing.brush.floor', { floor: row.floor ?? '–', team: to })}
                    onClick={() => onGive(idsOf(flat))}
                  >
                    {row.floor ?? '–'}
                  </button>
                </th>
                {flat.map((cell, x) =>
                  cell === null ? (
                    <td key={`${x}`} />
                  ) : (
                    <td key={cell.household_id}>
                      <SharedCell
                        cell={cell}
                        team={teamOf(cell.household_id)}
                        mark={markOf}
                        name={nameOf}
                        at={{ x, y, reach: cell.household_id === (here.value ?? first) }}
                        onFocus={() => (here.value = cell.household_id)}
                        onGive={() => onGive([cell.household_id])}
                      />
                    </td>
                  ),
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  readonly cell: Cell;
  readonly team: string | null | undefined;
  readonly mark: (team: string) => string | null;
  readonly name: (team: string) => string;
  readonly at: { readonly x: number; readonly y: number; readonly reach: boolean };
  readonly onFocus: () => void;
  readonly onGive: () => void;
}

function SharedCell({ cell, team, mark, name, at, onFocus, onGive }: CellProps) {
  const whose = team === null || team === undefined ? t('sharing.plan.stays') : name(team);
  const letter = team === null || team === undefined ? '' : (mark(team) ?? '');
  return (
    <button
      type="button"
      class="team-mark shared-cell"
      data-mark={letter}
      data-out={team === undefined}
      data-x={at.x}
      data-y={at.y}
      tabIndex={at.reach ? 0 : -1}
      disabled={team === undefined}
      onFocus={onFocus}
      onClick={onGive}
    >
      <span>{cell.door ?? '–'}</span>
      <span class="visually-hidden">
        {t('sharing.brush.cell', { team: whose, state: tCode(`core.state.${cell.state}`, cell.state) })}
      </span>
      <span class="shared-cell-foot" aria-hidden="true">
        <b>{letter === '' ? '·' : letter}</b>
        <StateMark state={cell.state} show="mark" />
      </span>
    </button>
  );
}
