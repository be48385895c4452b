import type { ComponentChildren } from 'preact';
import { t } from '../../messages';
import { Icon, StateMark } from '../parts';
import './door-row.css';
import type { Door } from './types';
import { doorNumber, placeWords, showsTries } from './words';

interface Props {
  readonly door: Door;
  /** One quiet line under the name: why this door, or what happened there. */
  readonly line?: ComponentChildren;
  /** Say the building and entrance too, where rows of several stand together. */
  readonly withPlace?: boolean;
}

/** A door as a row of a list: the same facts as its cell in the grid. */
export function DoorRow({ door, line, withPlace = false }: Props) {
  const { household } = door.card;
  return (
    <a class="door-row" href={`/door/${door.id}`}>
      <b>{doorNumber(household)}</b>
      <span>
        <span>{household.door === null ? '' : household.name}</span>
        {(withPlace || line !== undefined) && (
          <span data-quiet>
            {withPlace && placeWords(household)}
            {withPlace && line !== undefined && ' · '}
            {line}
          </span>
        )}
      </span>
      <span class="door-row-state">
        <StateMark state={door.state} {...(showsTries(door.state) && { tries: door.tries })} />
        {door.pending > 0 && <Icon name="phone" size="small" label={t('door.on_phone')} />}
      </span>
    </a>
  );
}
