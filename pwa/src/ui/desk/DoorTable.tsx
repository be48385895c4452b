import { useEffect, useMemo } from 'preact/hooks';
import { t } from '../../messages';
import type { DoorList } from '../board/list';
import type { Selection } from '../board/selection';
import type { DoorRow } from '../board/wire';
import { sayAgo } from '../board/words';
import { Button, Empty, StateMark } from '../parts';
import { useSteady } from '../parts/steady';
import { Room } from '../seeing/Room';
import { useRowsByKey } from '../seeing/rows-by-key';
import { useFilled, useWindow } from '../seeing/window';

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

const COLUMNS = 6;

/** The doors of a filter, however many: those on the screen are drawn. */
export function DoorTable({ list, now, picked, open, gathering, isFiltered, hrefOf, onPick, onPickAll }: Props) {
  const count = list.count ?? 0;
  const view = useWindow(count);
  const { body, from, to, row_px } = view;
  const keys = useRowsByKey(view, count);
  const filled = useFilled(view, (index) => list.rowAt(index) !== null);
  useEffect(() => list.show(from, to), [from, to, list.show]);
  const severalAreas = useMemo(() => new Set(list.rows.map(({ area_id }) => area_id)).size > 1, [list.rows]);
  const onPickOne = useSteady((id: string, extend: boolean) => onPick([id], extend));
  if (list.count === 0) {
    return isFiltered ? (
      <Empty icon="search" title={t('desk.empty.filter')} text={t('desk.empty.filter.text')} />
    ) : (
      <Empty icon="building" title={t('desk.empty.roll')} text={t('desk.empty.roll.text')} />
    );
  }
  const indexes = Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k);
  return (
    <>
      <div class="pick-bar">
        <span role="status" aria-live="polite">
          {gathering !== null
            ? t('desk.doors.gathering', { ...gathering })
            : t('desk.doors.picked', { n: picked.size })}
        </span>
        {count > 0 && (
          <Button size="small" icon="check" disabled={gathering !== null} onClick={onPickAll}>
            {t('desk.doors.pick_all', { n: count })}
          </Button>
        )}
      </div>
      <div class="scroll-x stacks" tabIndex={0} role="region" aria-label={t('desk.doors.table')}>
        <table class="grid-table door-table" aria-rowcount={count + 1} aria-busy={list.busy}>
          <caption class="visually-hidden">
            {t('desk.doors.table')} {t('desk.doors.keys')}
          </caption>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">
                <span class="visually-hidden">{t('seeing.pick')}</span>
              </th>
              <th scope="col">{t('desk.col.door')}</th>
              <th scope="col">{t('desk.col.name')}</th>
              <th scope="col">{t('desk.col.state')}</th>
              <th scope="col">{t('desk.col.holder')}</th>
              <th scope="col">{t('desk.col.last_visit')}</th>
            </tr>
          </thead>
          <tbody ref={body} onKeyDown={keys.onKeyDown} onFocusIn={keys.onFocusIn}>
            <Room px={from * row_px} columns={COLUMNS} />
            {indexes.map((index) => {
              const row = filled.has(index) ? list.rowAt(index) : null;
              return row === null ? (
                <tr key={`at ${index}`} class="door-to-come" aria-rowindex={index + 2}>
                  <td />
                  <td colSpan={COLUMNS - 1} data-quiet>
                    …
                  </td>
                </tr>
              ) : (
                <Row
                  key={row.id}
                  row={row}
                  index={index}
                  now={now}
                  isPicked={picked.has(row.id)}
                  isOpen={row.id === open}
                  isCurrent={index === keys.current}
                  href={hrefOf(row.id)}
                  showsArea={severalAreas}
                  onPick={onPickOne}
                />
              );
            })}
            <Room px={(count - to) * row_px} columns={COLUMNS} />
          </tbody>
        </table>
      </div>
    </>
  );
}

interface RowProps {
  readonly row: DoorRow;
  readonly index: number;
  readonly now: number;
  readonly isPicked: boolean;
  readonly isOpen: boolean;
  /** The one row that the Tab key leads to. */
  readonly isCurrent: boolean;
  /** Where buildings of several areas are listed, each is named with its own. */
  readonly showsArea: boolean;
  readonly href: string;
  readonly onPick: (id: string, extend: boolean) => void;
}

function Row({ row, index, now, isPicked, isOpen, isCurrent, showsArea, href, onPick }: RowProps) {
  const place = sayPlace(row);
  return (
    <tr data-row aria-rowindex={index + 2} data-picked={isPicked} data-open={isOpen}>
      <td>
        <label class="tick-box">
          <input
            type="checkbox"
            checked={isPicked}
            tabIndex={isCurrent ? 0 : -1}
            aria-label={t('desk.doors.pick_one', { place })}
            onClick={(event) => onPick(row.id, event.shiftKey)}
          />
        </label>
      </td>
      <th scope="row">
        <a href={href} tabIndex={isCurrent ? 0 : -1} aria-current={isOpen ? 'true' : undefined}>
          <b>{row.door ?? '–'}</b>{' '}
          <span data-quiet>
            {showsArea && `${row.area} · `}
            {row.building} {row.entrance}
          </span>
        </a>
      </th>
      <td title={row.name ?? undefined}>{row.name ?? <span data-quiet>{t('desk.no_name')}</span>}</td>
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
