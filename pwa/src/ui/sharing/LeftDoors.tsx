import { t, tMaybe } from '../../messages';
import { natural } from '../board/heat';
import { sayNumber } from '../board/words';
import type { MoveJob } from './wire';

/** Doors that stayed where they were: how many for what reason, and on demand which, with who has them now. */
export function LeftDoors({ reasons, left }: Pick<MoveJob, 'reasons' | 'left'>) {
  const total = Object.values(reasons).reduce((sum, n) => sum + n, 0);
  if (total === 0) return null;
  return (
    <div class="left-doors">
      <ul>
        {Object.entries(reasons).map(([reason, n]) => (
          <li key={reason}>{sayReason(reason, n)}</li>
        ))}
      </ul>
      {left.length > 0 && (
        <details>
          <summary>{t('sharing.left_doors', { n: total })}</summary>
          <ul>
            {inOrder(left).map((door) => (
              <li key={door.household_id}>
                <Left door={door} />
              </li>
            ))}
          </ul>
          {left.length < total && <p data-quiet>{t('sharing.left_more', { n: sayNumber(total - left.length) })}</p>}
        </details>
      )}
    </div>
  );
}

function Left({ door }: { readonly door: LeftDoor }) {
  const place = placeOf(door);
  if (place === '') return <span data-quiet>{t('sharing.left_unseen')}</span>;
  return (
    <>
      <a href={`/desk/doors?door=${door.household_id}`}>{place}</a>{' '}
      <span data-quiet>
        {door.team?.name ?? t('desk.no_team')}
        {door.by !== null && ` · ${t('sharing.moved_by', { name: door.by.name })}`}
      </span>
    </>
  );
}

type LeftDoor = MoveJob['left'][number];

const placeOf = ({ building, entrance, door }: LeftDoor): string =>
  [building, entrance ?? '', door ?? ''].filter((part) => part !== '').join(' ');

const inOrder = (left: readonly LeftDoor[]): readonly LeftDoor[] =>
  [...left].sort((a, b) => natural(placeOf(a), placeOf(b)));

export function sayReason(reason: string, n: number): string {
  return tMaybe(`sharing.reason.${reason}`, { n }) ?? t('desk.skipped.other', { n, code: reason });
}
