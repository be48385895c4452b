import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../messages';
import { doors, search } from '../../store';
import { DoorRow } from '../card/DoorRow';
import type { Door } from '../card/types';
import { lineOf } from '../list/DoorList';
import { Empty } from '../parts';

const LIMIT = 20;

/** What the words find, as they are typed. An answer that was overtaken by the next letter is not shown. */
export function Found({ query }: { readonly query: string }) {
  const found = useSignal<{ readonly query: string; readonly doors: readonly Door[] } | null>(null);
  const all = doors.value;
  useEffect(() => {
    let isCurrent = true;
    void search(query, LIMIT + 1).then((result) => {
      if (isCurrent) found.value = { query, doors: result };
    });
    return () => {
      isCurrent = false;
    };
  }, [query, all, found]);
  if (found.value === null) return null;
  const shown = found.value.doors.slice(0, LIMIT);
  const count = shown.length;
  const isAll = count === found.value.doors.length;
  return (
    <section class="found">
      <p data-quiet role="status">
        {count > 0 && t(isAll ? 'door.search.found' : 'door.search.found_first', { n: count })}
      </p>
      {count === 0 && found.value.query === query && (
        <Empty icon="search" title={t('door.search.none', { query })} text={t('door.search.none_text')} />
      )}
      <ul>
        {shown.map((door) => (
          <li key={door.id}>
            <DoorRow door={door} line={lineOf(door)} withPlace />
          </li>
        ))}
      </ul>
    </section>
  );
}
