import { useEffect } from 'preact/hooks';
import { t } from '../../messages';
import { doorOf, keptDrafts, readKeptDrafts } from '../../store';
import { doorNumber, placeWords } from '../card/words';
import { Icon } from '../parts';
import { unfinishedOf } from './unfinished';

/** What was left half typed, at this door or another: one tap to go on with it. */
export function UnfinishedForms() {
  useEffect(() => void readKeptDrafts(), []);
  const forms = unfinishedOf(keptDrafts.value, doorOf);
  if (forms.length === 0) return null;
  return (
    <section class="next-unfinished" aria-labelledby="next-unfinished">
      <h2 id="next-unfinished" class="next-then">
        {t('door.next.unfinished')}
      </h2>
      <ul>
        {forms.map(({ path, door, words }) => (
          <li key={path}>
            <a class="door-row" href={path}>
              <b>{doorNumber(door.card.household)}</b>
              <span>
                <span>{words}</span>
                <span data-quiet>{placeWords(door.card.household)}</span>
              </span>
              <span class="door-row-state">
                <Icon name="note" size="small" />
                {t('door.next.go_on')}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
