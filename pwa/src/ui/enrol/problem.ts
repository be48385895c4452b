import { t, tMaybe } from '../../messages';

/** What to say when a code could not be looked at or spent: what it means and what to do. */
export function problemText(code: string): string {
  return tMaybe(`core.enrol.problem.${code}`) ?? t('core.enrol.problem.unknown');
}
