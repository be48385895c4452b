import { t, tMaybe } from '../../messages';
import { reference, type Door } from '../../store';

/** Doors of which two people wrote different things, as far as this phone knows. Settling is writing it once more, at the door's own page. */
export function TwoValues({ doors }: { readonly doors: readonly Door[] }) {
  const split = doors.filter(({ card }) => card.conflicts.length > 0);
  if (split.length === 0) return null;
  return (
    <section class="panel">
      <h2>{t('desk.team.decide', { n: split.length })}</h2>
      <p data-quiet>{t('desk.team.decide.about')}</p>
      <ul class="two-values">
        {split.map(({ id, card }) => (
          <li key={id}>
            <a href={`/door/${id}`}>{sayDoor(card.household)}</a>
            <span data-quiet>
              {card.conflicts.map(({ field }) => tMaybe(`desk.field.${field}`) ?? field).join(t('desk.list'))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function sayDoor({ building_id, entrance, door }: Door['card']['household']): string {
  const building = reference.value.buildings.get(building_id)?.name ?? '';
  return [building, entrance ?? '', door ?? ''].filter((part) => part !== '').join(' ');
}
