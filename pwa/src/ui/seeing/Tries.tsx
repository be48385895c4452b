import { t } from '../../messages';
import type { DoorFilter } from '../desk/filters';
import { sayNumber } from '../board/words';
import { Count } from './Fraction';
import './tries.css';

/** Doors by how often somebody tried them; the last step is so many and more. */
export function Tries({ tries, whose }: { readonly tries: readonly number[]; readonly whose: DoorFilter }) {
  const most = Math.max(1, ...tries);
  const last = tries.length - 1;
  return (
    <section class="panel" aria-labelledby="tries-title">
      <h2 id="tries-title">{t('seeing.tries')}</h2>
      <ul class="try-bars">
        {tries.map((n, step) => (
          <li key={step}>
            <span>{step === last ? t('seeing.tries.more', { n: step }) : t('desk.tries', { n: step })}</span>
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              <rect width={(n / most) * 100} height={10} data-none={step === 0} />
            </svg>
            <span data-num title={sayNumber(n)}>
              <Count n={n} doors={step === last ? { ...whose, least_tries: step } : { ...whose, tries: step }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
