import { t } from '../../messages';
import type { TeamPhones } from '../board/wire';
import { sayClock, sayNumber } from '../board/words';

export interface Unsent {
  readonly n: number;
  /** Of what phones said, the oldest word. */
  readonly at: number;
}

/** What the phones of these teams last said they had unsent; null where none said anything. Never a bare number: it was so at a time. */
export function unsentOf(phones: readonly Pick<TeamPhones, 'unsent' | 'unsent_at'>[]): Unsent | null {
  const told = phones.flatMap(({ unsent, unsent_at }) =>
    unsent === null || unsent_at === null ? [] : [{ unsent, unsent_at }],
  );
  if (told.length === 0) return null;
  return {
    n: told.reduce((sum, { unsent }) => sum + unsent, 0),
    at: Math.min(...told.map(({ unsent_at }) => unsent_at)),
  };
}

export function sayUnsentOf(phones: readonly Pick<TeamPhones, 'unsent' | 'unsent_at'>[], now: number): string {
  const told = unsentOf(phones);
  if (told === null) return t('seeing.unsent.unknown');
  return t('seeing.unsent', { n: sayNumber(told.n), time: sayClock(told.at, now) });
}
