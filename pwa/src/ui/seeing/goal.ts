import { t } from '../../messages';

/** How far a round's goal is. Where there are no doors nothing has been reached. */
export function sayGoal(known: number, left: number): string {
  if (known === 0) return t('seeing.goal.no_doors');
  return left > 0 ? t('seeing.goal', { n: left }) : t('seeing.goal.reached');
}
