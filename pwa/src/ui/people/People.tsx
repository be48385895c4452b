import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { useAddressed } from '../board/addressed';
import { useNow } from '../board/clock';
import { isSilent } from '../board/freshness';
import { withQuery } from '../board/office';
import { Trouble } from '../board/Trouble';
import { sayAgo } from '../board/words';
import { Button, Chip, Empty, Field } from '../parts';
import { navigate, route } from '../router';
import { usePages } from './pages';
import './people.css';
import type { PeoplePage, PersonHeld } from './wire';
import { sayRole } from './words';

const ROLES = ['leader', 'coordinator', 'handler'] as const;

/** Everybody the coordinator may see: what they do where, and whether their phones are heard of. */
export function People({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const now = useNow();
  const wanted = { role: query['role'] ?? '' };
  const { words } = route.value;
  const typed = useSignal(words);
  const path = withQuery('/api/people', wanted);
  const { pages, busy, problem, more, reload } = usePages<PeoplePage>(
    path,
    (after) => withQuery('/api/people', { ...wanted, after }),
    words,
  );
  const people = pages.flatMap((page) => page.people);
  const go = (role: string, words: string): void =>
    navigate(withQuery('/desk/people', { role }), { replace: true, words });
  const text = typed.value;
  useAddressed(text, words, (typed) => go(wanted.role, typed));
  return (
    <>
      <header class="desk-head">
        <div>
          <h1>{t('people.list.title')}</h1>
          <p data-quiet>{t('people.list.about')}</p>
        </div>
      </header>
      <div class="people-choices">
        <Field
          label={t('people.list.search')}
          type="search"
          value={text}
          maxLength={60}
          placeholder={t('people.list.search.hint')}
          onInput={(value) => (typed.value = value)}
        />
        <label class="desk-choice">
          <span>{t('people.list.role')}</span>
          <select value={wanted.role} onChange={(event) => go(event.currentTarget.value, words)}>
            <option value="">{t('people.list.any_role')}</option>
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {t(`people.role.${role}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {problem !== null && <Trouble problem={problem} onRetry={reload} />}
      {people.length > 0 ? (
        <PeopleTable people={people} now={now} />
      ) : busy ? (
        <p role="status">{t('core.loading')}</p>
      ) : (
        problem === null && <Empty icon="search" title={t('people.list.none')} text={t('people.list.none.text')} />
      )}
      {more !== null && <Button onClick={more}>{t('people.list.more')}</Button>}
    </>
  );
}

function PeopleTable({ people, now }: { readonly people: readonly PersonHeld[]; readonly now: number }) {
  return (
    <div class="stacks panel">
      <table class="grid-table stack-table">
        <caption class="visually-hidden">{t('people.list.table')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('people.list.name')}</th>
            <th scope="col">{t('people.list.does')}</th>
            <th scope="col">{t('people.list.phones')}</th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id} data-ended={person.ended_at !== null}>
              <th scope="row">
                <a href={`/desk/people/${person.id}`}>{person.name}</a>
              </th>
              <td data-label={t('people.list.does')}>
                <Does person={person} />
              </td>
              <td data-label={t('people.list.phones')}>
                <Heard person={person} now={now} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Does({ person }: { readonly person: PersonHeld }) {
  if (person.ended_at !== null) return <Chip icon="ban">{t('people.list.ended')}</Chip>;
  if (person.roles.length === 0) return <span data-quiet>{t('people.list.no_role')}</span>;
  return (
    <ul class="people-roles">
      {person.roles.map((role) => (
        <li key={`${role.role} ${role.team_id ?? role.area_id ?? ''}`}>{sayRole(role)}</li>
      ))}
    </ul>
  );
}

function Heard({ person, now }: { readonly person: PersonHeld; readonly now: number }) {
  const phones = person.phones.filter(({ lost_at, evicted_at }) => lost_at === null && evicted_at === null);
  if (phones.length === 0) return <span data-quiet>{t('people.list.no_phone')}</span>;
  const latest = Math.max(...phones.map(({ last_seen_at }) => last_seen_at ?? 0));
  const said = sayAgo(latest === 0 ? null : latest, now);
  const silent = phones.every((phone) => isSilent(phone, now));
  return silent && person.ended_at === null ? (
    <Chip tone="wait" icon="warning">
      {said}
    </Chip>
  ) : (
    <span data-quiet>{said}</span>
  );
}
