/** What a file of unsent work is said to hold, and what became of it. */
import { t, tMaybe } from '../../messages';
import type { ApiProblem } from '../../store';
import { sayProblem } from '../board/Trouble';
import { sayDay } from '../board/words';
import type { HandedIn } from './calls';

const OUTCOMES = ['applied', 'merged', 'superseded', 'noop', 'held', 'parked'] as const;

export function newIn(phones: readonly HandedIn[]): number {
  return phones.reduce((sum, { pieces, here }) => sum + pieces - here, 0);
}

/** How much, of which days, and how much of it the server has. */
export function sayHolds({ pieces, here, days, device }: HandedIn): string {
  const parts = [t('desk.handin.pieces', { n: pieces }), sayWhichDays(days), device ?? ''];
  if (here > 0) parts.push(here === pieces ? t('desk.handin.here.all') : t('desk.handin.here', { n: here }));
  return parts.filter((part) => part !== '').join(' · ');
}

function sayWhichDays(days: HandedIn['days']): string {
  const [first] = days;
  const last = days[days.length - 1];
  if (first === undefined || last === undefined) return '';
  if (first.on === last.on) return sayDay(first.on);
  return t('desk.handin.between', { from: sayDay(first.on), to: sayDay(last.on) });
}

/** Why its work will be looked at before it counts, if it will. */
export function sayCare({ is_lost, is_known, is_ended }: HandedIn): string {
  if (is_lost) return t('desk.handin.lost');
  if (!is_known) return t('desk.handin.unknown');
  return is_ended ? t('desk.handin.ended') : '';
}

/** Every piece accounted for, one line a kind. */
export function sayBecame({ became, here }: HandedIn): readonly string[] {
  const known = OUTCOMES.filter((outcome) => (became[outcome] ?? 0) > 0);
  const lines = known.map((outcome) => t(`desk.handin.became.${outcome}`, { n: became[outcome] ?? 0 }));
  return here > 0 ? [...lines, t('desk.handin.became.here', { n: here })] : lines;
}

export function sayTrouble(code: string): string | null {
  return tMaybe(`desk.handin.trouble.${code}`);
}

export function sayRefusal(problem: ApiProblem): string {
  return sayTrouble(problem.code) ?? sayProblem(problem);
}
