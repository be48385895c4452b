import { useEffect } from 'preact/hooks';
import { t } from '../../messages';
import { doorOf, keptDrafts, readKeptDrafts, reference } from '../../store';
import { Icon } from '../parts';
import { unfinishedOf } from './unfinished';

/** What was left half typed, at this door or another: one tap to go on with it. */
export function UnfinishedForms() {
  useEffect(() => void readKeptDrafts(), []);
  const forms = unfinishedOf(keptDrafts.value, doorOf, (id) => reference.value.buildings.get(id)?.name);
  if (forms.length === 0) return null;
  return (
    <section class="next-unfinished" aria-labelledby="next-unfinished">
      <h2 id="next-unfinished" class="next-then">
        {t('door.next.unfinished')}
      </h2>
      <ul>
        {forms.map(({ path, number, words, place }) => (
          <li key={path}>
            <a class="door-row" href={path}>
              <b>{number ?? <Icon name="plus" />}</b>
              <span>
                <span>{words}</span>
                <span data-quiet>{place}</span>
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
