import { t } from '../../messages';
import { SaveError } from '../../store';
import './save-problem.css';

/** Why nothing was saved, in words; the form stays as it is. */
export function SaveProblem({ problem }: { readonly problem: unknown }) {
  if (problem === null) return null;
  const code = problem instanceof SaveError ? problem.code : 'gone';
  return (
    <p class="save-problem" role="alert">
      {t(`core.save.${code}`)}
    </p>
  );
}
