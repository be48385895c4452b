import { t } from '../../messages';
import { now } from '../card/now';
import { agoWords, triesWords, windowWords } from '../card/words';
import type { Turn } from './order';

/** Why this door, in a few words. */
export function lineOf(turn: Turn): string {
  switch (turn.reason.type) {
    case 'appointment_now':
    case 'appointment_later':
      return t(`door.next.why.${turn.reason.type}`, { when: windowWords(turn.reason.window, now.value) });
    case 'answer':
      return t('door.next.why.answer');
    case 'tried_today':
      return t('door.next.why.tried_today');
    case 'to_try':
      return triesWords(turn.past) ?? beenWords(turn);
  }
}

function beenWords({ days }: Turn): string {
  if (days === null) return t('door.next.never');
  return days < 2 ? agoWords(days) : t('door.next.not_been', { n: days });
}
