import { signal } from '@preact/signals';
import { t } from '../../messages';
import { doors } from '../../store';
import { SentChip } from '../card/SentChip';
import { ViewSwitch } from '../doors/ViewSwitch';
import { isClosed } from '../next/order';
import { NoDoors } from '../next/Nothing';
import { walked } from '../next/turns';
import type { ScreenProps } from '../router';
import { SearchBox } from '../search/SearchBox';
import { Found } from '../search/Found';
import { FILTERS, passes, type Filter } from './filter';
import { DoorList } from './DoorList';
import './list.css';

/** Kept while the app runs, so that coming back from a door finds the list as it was. */
const filter = signal<Filter>('all');
const wanted = signal('');

export function ListScreen({ query }: ScreenProps) {
  if (doors.value.size === 0) return <NoDoors />;
  return (
    <main class="list">
      <header class="list-head">
        <h1>{t('door.list.title')}</h1>
        <SentChip />
      </header>
      <SearchBox wanted={wanted} autoFocus={query['find'] !== undefined} />
      {wanted.value.trim() === '' ? <Browse building={query['building'] ?? null} /> : <Found query={wanted.value} />}
    </main>
  );
}

function Browse({ building }: { readonly building: string | null }) {
  const shown = walked.value.filter(
    (door) =>
      !isClosed(door) &&
      (building === null || door.card.household.building_id === building) &&
      passes(door, filter.value),
  );
  return (
    <>
      <div class="list-bar">
        <ViewSwitch view="list" building={building} />
        <Filters />
      </div>
      <p data-quiet role="status">
        {t('door.list.count', { n: shown.length })}
      </p>
      <DoorList key={`${building ?? ''} ${filter.value}`} doors={shown} />
    </>
  );
}

function Filters() {
  return (
    <div class="list-filters" role="group" aria-label={t('door.list.filter')}>
      {FILTERS.map((each) => (
        <button key={each} type="button" aria-pressed={each === filter.value} onClick={() => (filter.value = each)}>
          {each === 'all' || each === 'left' || each === 'ask' ? t(`door.list.${each}`) : t(`core.state.${each}`)}
        </button>
      ))}
    </div>
  );
}
