import { answeredOf } from '../card/requests';
import type { Door, State } from '../card/types';
import { isLeft } from '../next/order';

export type Filter = 'all' | 'left' | 'ask' | State;

export const FILTERS: readonly Filter[] = [
  'all',
  'left',
  'ask',
  'never_tried',
  'not_home',
  'call_back',
  'met',
  'refused',
  'given_up',
  'inaccessible',
  'vacant',
  'do_not_contact',
];

export function passes(door: Door, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'left':
      return isLeft(door);
    case 'ask':
      return answeredOf(door.card).length > 0;
    default:
      return door.state === filter;
  }
}
