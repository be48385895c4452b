import { t } from '../../messages';
import type { DoorList } from '../board/list';
import { coverOf, type Selection } from '../board/selection';
import type { DoorRow } from '../board/wire';
import { sayAgo, sayNumber } from '../board/words';
import { Button, Empty, StateMark } from '../parts';

interface Props {
  readonly list: DoorList;
  readonly now: number;
  readonly picked: Selection;
  readonly open: string | undefined;
  readonly gathering: { readonly done: number; readonly of: number } | null;
  readonly isFiltered: boolean;
  readonly hrefOf: (id: string) => string;
  readonly onPick: (ids: readonly string[], extend: boolean) => void;
  readonly onPickAll: () => void;
}

export function DoorTable({ list, now, picked, open, gathering, isFiltered, hrefOf, onPick, onPickAll }: Props) {
  const ids = list.rows.map(({ id }) => id);
  const cover = coverOf(picked, ids);
  if (list.count === 0) {
    return isFiltered ? (
      <Empty icon="search" title={t('desk.empty.filter')} text={t('desk.empty.filter.text')} />
    ) : (
      <Empty icon="building" title={t('desk.empty.roll')} text={t('desk.empty.roll.text')} />
    );
  }
  return (
    <>
      <div class="pick-bar">
        <span role="status" aria-live="polite">
          {gathering !== null
            ? t('desk.doors.gathering', { ...gathering })
            : t('desk.doors.picked', { n: picked.size })}
        </span>
        {list.count !== null && list.count > 0 && (
          <Button size="small" icon="check" disabled={gathering !== null} onClick={onPickAll}>
            {t('desk.doors.pick_all', { n: list.count })}
          </Button>
        )}
      </div>
      <div class="scroll-x" tabIndex={0} role="region" aria-label={t('desk.doors.table')}>
        <table class="grid-table door-table">
          <caption class="visually-hidden">{t('desk.doors.table')}</caption>
          <thead>
            <tr>
              <th scope="col">
                <label class="tick-box">
                  <input
                    type="checkbox"
                    checked={cover === 'all'}
                    ref={(box) => {
                      if (box !== null) box.indeterminate = cover === 'some';
                    }}
                    onChange={() => onPick(ids.length === 1 ? [...ids, ...ids] : ids, false)}
                  />
                  <span class="visually-hidden">{t('desk.doors.pick_shown', { n: ids.length })}</span>
                </label>
              </th>
              <th scope="col">{t('desk.col.door')}</th>
              <th scope="col">{t('desk.col.name')}</th>
              <th scope="col">{t('desk.col.state')}</th>
              <th scope="col">{t('desk.col.holder')}</th>
              <th scope="col">{t('desk.col.last_visit')}</th>
            </tr>
          </thead>
          <tbody>
            {list.rows.map((row) => (
              <Row
                key={row.id}
                row={row}
                now={now}
                isPicked={picked.has(row.id)}
                isOpen={row.id === open}
                href={hrefOf(row.id)}
                onPick={(extend) => onPick([row.id], extend)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {list.more !== null && (
        <Button onClick={list.more} disabled={list.busy}>
          {list.busy ? t('core.loading') : t('desk.doors.more', { shown: sayNumber(ids.length), n: list.count ?? 0 })}
        </Button>
      )}
    </>
  );
}

interface RowProps {
  readonly row: DoorRow;
  readonly now: number;
  readonly isPicked: boolean;
  readonly isOpen: boolean;
  readonly href: string;
  readonly onPick: (extend: boolean) => void;
}

function Row({ row, now, isPicked, isOpen, href, onPick }: RowProps) {
  const place = sayPlace(row);
  return (
    <tr data-picked={isPicked} data-open={isOpen}>
      <td>
        <label class="tick-box">
          <input type="checkbox" checked={isPicked} onClick={(event) => onPick(event.shiftKey)} />
          <span class="visually-hidden">{t('desk.doors.pick_one', { place })}</span>
        </label>
      </td>
      <th scope="row">
        <a href={href} aria-current={isOpen ? 'true' : undefined}>
          <b>{row.door ?? '–'}</b>{' '}
          <span data-quiet>
            {row.building} {row.entrance}
          </span>
        </a>
      </th>
      <td>{row.name ?? <span data-quiet>{t('desk.no_name')}</span>}</td>
      <td>
        <StateMark state={row.state} tries={row.tries} />
      </td>
      <td>
        {row.team ?? <span data-quiet>{t('desk.no_team')}</span>}
        {row.person !== null && <span data-quiet> · {row.person}</span>}
      </td>
      <td data-quiet>{row.last_visit_at === null ? '–' : sayAgo(row.last_visit_at, now)}</td>
    </tr>
  );
}

export const sayPlace = ({ building, entrance, door }: Pick<DoorRow, 'building' | 'entrance' | 'door'>): string =>
  [building, entrance ?? '', door ?? ''].filter((part) => part !== '').join(' ');
