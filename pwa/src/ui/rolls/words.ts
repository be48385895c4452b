import { t, tMaybe } from '../../messages';
import type { ApiProblem } from '../../store';
import { sayProblem } from '../board/Trouble';
import { sayValue } from '../desk/values';
import type { Problem, Sample } from './wire';

/** Why an undo left a door as it is. */
export function sayLeft(reason: string): string {
  return tMaybe(`rolls.left.${reason}`) ?? reason;
}

/** Why a whole file was not taken. */
export function sayRollProblem(code: string): string {
  return tMaybe(`rolls.problem.${code}`) ?? t('rolls.problem.other', { code });
}

export function sayCallProblem(problem: ApiProblem): string {
  return tMaybe(`rolls.problem.${problem.code}`) ?? sayProblem(problem);
}

export function sayField(field: string): string {
  return tMaybe(`rolls.field.${field}`) ?? field;
}

/** Why a line is listed. */
export function sayReason({ reason, first_line, fields = [] }: Problem): string {
  const said = tMaybe(`rolls.reason.${reason}`) ?? reason;
  const differ =
    fields.length > 0 ? t('rolls.reason.fields', { fields: fields.map(sayField).join(t('desk.list')) }) : '';
  const first = first_line === undefined || first_line === null ? '' : t('rolls.reason.first_line', { n: first_line });
  return [said, first, differ].filter((part) => part !== '').join(' · ');
}

/** What would become of a value; of a flagged door both stay. */
export function sayChange({ field, from, to }: Sample, isFlagged: boolean): string {
  if (field === undefined) return '';
  return t(isFlagged ? 'rolls.sample.both' : 'rolls.sample.change', {
    field: sayField(field),
    from: sayValue(from),
    to: sayValue(to),
  });
}
