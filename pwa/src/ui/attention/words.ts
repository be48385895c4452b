import { t, tMaybe } from '../../messages';
import type { AttentionItem, Named } from '../board/wire';
import { sayAgo, sayNumber } from '../board/words';
import { sayBuilding, sayValue } from '../desk/values';
import type { ReadWork } from './work';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Work that came in sooner than this after it was made was online. */
const ONLINE = 10 * MINUTE;

/** How long something lay on a phone before it came in; nothing where it came at once. */
export function sayOffline(made_at: number | null | undefined, arrived_at: number | null | undefined): string {
  const lay = (arrived_at ?? 0) - (made_at ?? arrived_at ?? 0);
  if (lay < ONLINE) return '';
  if (lay < HOUR) return t('desk.attention.offline.minutes', { n: Math.round(lay / MINUTE) });
  if (lay < 2 * DAY) return t('desk.attention.offline.hours', { n: Math.round(lay / HOUR) });
  return t('desk.attention.offline.days', { n: Math.round(lay / DAY) });
}

/** The reason in words; a reason newer than this app is shown as its code. */
export function sayReason({ kind, reason }: Pick<AttentionItem, 'kind' | 'reason'>): string {
  if (reason === null) return '';
  return (
    tMaybe(`desk.reason.${kind}.${reason}`) ??
    tMaybe(`desk.reason.${reason}`) ??
    tMaybe(`desk.field.${reason}`) ??
    reason
  );
}

/** What an item is about, beside its door: why it waits, or the sign. A door that is not theirs says itself that it is not. */
export function sayAbout(item: AttentionItem, now: number): string {
  if (item.is_elsewhere === true && item.reason === 'not_yours') return '';
  return sayReason(item) || saySign(item, now);
}

export function sayWork({ type, outcome }: ReadWork): string {
  if (outcome !== null) return tMaybe(`desk.outcome.${outcome}`) ?? outcome;
  return type === null ? t('desk.attention.unreadable') : (tMaybe(`desk.history.${type}`) ?? type);
}

export function sayPart([name, value]: readonly [string, unknown], buildings: readonly Named[] = []): string {
  const label = tMaybe(`desk.field.${name}`) ?? tMaybe(`desk.part.${name}`) ?? name;
  const said = name === 'building_id' ? sayBuilding(value, buildings) : sayValue(value, buildings);
  return t('desk.attention.part', { label, value: said });
}

/** What a sign is about, in a line: an overruled event, a gap, a silent phone. */
export function saySign({ kind, body, buildings }: AttentionItem, now: number): string {
  const told = (body ?? {}) as Readonly<Record<string, unknown>>;
  const text = (name: string): string => (typeof told[name] === 'string' ? told[name] : '');
  const count = (name: string): number => (typeof told[name] === 'number' ? told[name] : 0);
  switch (kind) {
    case 'after_wish':
      return [tMaybe(`desk.outcome.${text('outcome')}`) ?? '', text('note')].filter(Boolean).join(t('desk.comma'));
    case 'superseded':
      if (text('field') !== '') return sayPart([text('field'), told['value']], buildings);
      return [text('request'), tMaybe(`desk.event.${text('event')}`) ?? text('event'), text('text')]
        .filter(Boolean)
        .join(t('desk.comma'));
    case 'doubtful':
      return t('desk.attention.doubtful.line', { n: count('visits') });
    case 'missing':
      if (told['is_known'] === false) return t('desk.attention.evicted.unknown');
      return t(typeof told['evicted_at'] === 'number' ? 'desk.attention.evicted.line' : 'desk.attention.missing.line', {
        n: gapsIn(told['missing']),
      });
    case 'silent':
      return [
        t('desk.attention.silent.line', { n: sayNumber(count('unsent')) }),
        count('handed_in_at') > 0
          ? t('desk.attention.silent.handed_in', { when: sayAgo(count('handed_in_at'), now) })
          : '',
      ]
        .filter(Boolean)
        .join(t('desk.comma'));
    default:
      return '';
  }
}

function gapsIn(ranges: unknown): number {
  if (!Array.isArray(ranges)) return 0;
  return ranges.reduce<number>((sum, range) => {
    const [from, to] = Array.isArray(range) ? (range as readonly unknown[]) : [];
    return typeof from === 'number' && typeof to === 'number' ? sum + to - from + 1 : sum;
  }, 0);
}
