import { t } from '../../messages';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import type { Campaign, Coverage, Team } from '../board/wire';
import { navigate } from '../router';
import { boardPath, type Board } from './address';
import './narrow.css';

/** Which part of the campaign all figures are about: everything, an area with the way to it, a team. */
export function Narrow({
  campaign,
  board,
  teams,
}: {
  readonly campaign: Campaign;
  readonly board: Board;
  readonly teams: readonly Team[];
}) {
  const areas =
    useGet<Coverage>(
      board.area_id === undefined ? null : withQuery(`/api/campaigns/${campaign.id}/coverage`, { by: 'area' }),
    ).data?.rows ?? [];
  const path = wayTo(areas, board.area_id);
  return (
    <div class="narrow">
      {board.area_id !== undefined && (
        <nav aria-label={t('seeing.way')}>
          <ol>
            <li>
              <a href={boardPath(board, { area_id: undefined })}>{t('seeing.everywhere')}</a>
            </li>
            {path.map(({ id, name }) => (
              <li key={id}>
                {id === board.area_id ? (
                  <b aria-current="page">{name}</b>
                ) : (
                  <a href={boardPath(board, { area_id: id })}>{name}</a>
                )}
              </li>
            ))}
          </ol>
        </nav>
      )}
      <label class="inline-field">
        <span>{t('desk.col.team')}</span>
        <select
          value={board.team_id ?? ''}
          data-set={board.team_id !== undefined}
          onChange={(event) => navigate(boardPath(board, { team_id: event.currentTarget.value || undefined }))}
        >
          <option value="">{t('desk.filter.any_team')}</option>
          {board.team_id !== undefined && teams.every(({ id }) => id !== board.team_id) && (
            <option value={board.team_id}>…</option>
          )}
          {teams.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

interface Node {
  readonly id: string;
  readonly name: string;
  readonly parent_id?: string | null;
}

/** From the top down to the area. */
export function wayTo(areas: readonly Node[], id: string | undefined): readonly Node[] {
  const known = new Map(areas.map((area) => [area.id, area]));
  const way: Node[] = [];
  for (let at = known.get(id ?? ''); at !== undefined && !way.includes(at); at = known.get(at.parent_id ?? ''))
    way.unshift(at);
  return way;
}
