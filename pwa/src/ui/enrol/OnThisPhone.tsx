import { t } from '../../messages';
import { people, switchTo } from '../../store';
import { Button } from '../parts';

/** Who is enrolled on this phone already: nobody who only lent it should need a new code to come back. */
export function OnThisPhone() {
  if (people.value.length === 0) return null;
  return (
    <section class="enrol-form" aria-labelledby="here-title">
      <h2 id="here-title">{t('core.phone.people')}</h2>
      {people.value.map(({ key, name }) => (
        <Button key={key} icon="person" onClick={() => switchTo(key)}>
          {t('core.phone.switch_to', { name })}
        </Button>
      ))}
    </section>
  );
}
