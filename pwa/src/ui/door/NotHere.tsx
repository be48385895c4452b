import { t, tMaybe } from '../../messages';
import { departures, reference } from '../../store';
import { BackLink } from './BackLink';

/** A door that is not on this phone: it left, and why, or it never came. */
export function NotHere({ id }: { readonly id: string }) {
  const left = departures.value.find(({ household_id }) => household_id === id);
  const team = left?.to == null ? null : (reference.value.teams.get(left.to)?.name ?? null);
  const over = departures.value.find(({ reason }) => reason === 'campaign_ended' || reason === 'team_ended');
  const why =
    left === undefined
      ? over === undefined
        ? t('door.not_here.text')
        : t('door.not_here.ended', { name: over.label })
      : (tMaybe(`door.not_here.${left.reason}`) ?? t('door.not_here.text'));
  return (
    <main class="door">
      <header class="door-head">
        <p class="door-place">
          <BackLink to="/">{t('door.next.title')}</BackLink>
        </p>
        <h1>{left === undefined ? t('door.not_here.unknown') : t('door.not_here.title', { door: left.label })}</h1>
      </header>
      <p>{team === null ? why : `${why} ${team}`}</p>
      <a class="button" data-kind="primary" href="/">
        {t('core.not_found.go')}
      </a>
    </main>
  );
}
