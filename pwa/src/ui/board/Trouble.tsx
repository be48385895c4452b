import { t, tMaybe } from '../../messages';
import type { ApiProblem } from '../../store';
import { Button, Icon } from '../parts';
import './trouble.css';

/** What went wrong with an online call and what to do, in words. Shown beside old data, or in its place. */
export function Trouble({ problem, onRetry }: { readonly problem: ApiProblem; readonly onRetry?: () => void }) {
  return (
    <div class="trouble-box" role="alert">
      <Icon name="warning" />
      <p>{sayProblem(problem)}</p>
      {onRetry !== undefined && (
        <Button size="small" onClick={onRetry}>
          {t('core.action.retry')}
        </Button>
      )}
    </div>
  );
}

export function sayProblem(problem: ApiProblem): string {
  if (problem.status === 0) return t('desk.problem.offline');
  const known = tMaybe(`desk.problem.${problem.code}`);
  return known ?? t('desk.problem.other', { code: problem.code === '' ? String(problem.status) : problem.code });
}
