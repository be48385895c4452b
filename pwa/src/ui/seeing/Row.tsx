import { t } from '../../messages';
import { Meter } from '../board/Meter';
import type { CoverageRow, Team } from '../board/wire';
import { sayAgo, sayClock, sayNumber } from '../board/words';
import { doorsPath, type DoorFilter } from '../desk/filters';
import { Chip } from '../parts';
import { Count, Fraction } from './Fraction';

export interface RowWords {
  readonly name: string;
  /** Where a click on the name leads. */
  readonly href: string | null;
  readonly doors: DoorFilter;
  readonly team: Team | undefined;
  readonly work: DoorFilter | null;
}

interface Props {
  readonly row: CoverageRow;
  readonly words: RowWords;
  readonly index: number;
  readonly now: number;
  readonly hasHeard: boolean;
}

export function Row({ row, words, index, now, hasHeard }: Props) {
  const { name, href, doors } = words;
  const known = { n: row.known, doors };
  const base = { n: row.base, doors: { ...doors, base: true as const } };
  return (
    <tr data-row aria-rowindex={index + 2}>
      <th scope="row" title={name}>
        {href === null ? <span>{name}</span> : <a href={href}>{name}</a>}
        <Meter counts={row} label={name} />
      </th>
      <td>
        <Fraction part={{ n: row.visited, doors: { ...doors, visited: true } }} of={known} label={name} />
      </td>
      <td>
        <Fraction part={{ n: row.base_visited, doors: { ...base.doors, visited: true } }} of={base} label={name} />
      </td>
      <td data-minor>
        <Fraction part={{ n: row.base_met, doors: { ...base.doors, state: 'met' } }} of={base} label={name} />
      </td>
      <td data-num>
        <Count n={Math.max(0, row.known - row.visited)} doors={{ ...doors, unvisited: true }} label={name} />
      </td>
      <td data-num data-minor>
        <Count n={row.never_tried} doors={{ ...doors, state: 'never_tried' }} label={name} />
      </td>
      <td data-num data-minor>
        <Count n={row.added_on_the_way} doors={{ ...doors, added: true }} label={name} />
      </td>
      {row.work !== undefined && (
        <td data-num data-minor data-wraps>
          {row.name === '' ? (
            '–'
          ) : words.work === null || row.work.doors === 0 ? (
            <Work {...row.work} />
          ) : (
            <a href={doorsPath(words.work)}>
              <Work {...row.work} />
            </a>
          )}
        </td>
      )}
      {hasHeard && (
        <td data-minor>
          <Heard team={words.team} now={now} />
        </td>
      )}
    </tr>
  );
}

/** In one line, or in two that break between visits and doors. */
function Work({ visits, doors }: { readonly visits: number; readonly doors: number }) {
  const said = t('seeing.work', { visits: sayNumber(visits), doors: sayNumber(doors) }).split(' · ');
  return (
    <span>
      {said.map((part, k) => (
        <span key={k}>
          <span data-unbroken>{k + 1 < said.length ? `${part} ·` : part}</span>{' '}
        </span>
      ))}
    </span>
  );
}

function Heard({ team, now }: { readonly team: Team | undefined; readonly now: number }) {
  const phones = team?.phones;
  if (phones === undefined) return <span data-quiet>–</span>;
  if (phones.of === 0) return <span data-quiet>{t('desk.phone.none')}</span>;
  if (phones.silent === 0) return <span data-quiet>{sayAgo(phones.last_seen_at, now)}</span>;
  const since = phones.silent_since;
  return (
    <a class="chip-link" href={`/desk/teams/${team?.id ?? ''}`}>
      <Chip tone="urgent" icon="warning">
        {since === null
          ? t('desk.fresh.short_never', { n: phones.silent })
          : t('desk.fresh.short', { n: phones.silent, time: sayClock(since, now) })}
      </Chip>
    </a>
  );
}
