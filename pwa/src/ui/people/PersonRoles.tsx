import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { session, type ApiProblem } from '../../store';
import { Ask } from '../board/Ask';
import { withQuery } from '../board/office';
import { problemOf, useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import { Button, Field, toast } from '../parts';
import { giveRole, takeRole } from './calls';
import type { AreaFound, PersonHeld, RoleHeld } from './wire';
import { sayRole } from './words';

interface Props {
  readonly person: PersonHeld;
  readonly onChanged: () => void;
}

/** Who coordinates or handles which area. Nobody gives a wider right than the own. */
export function PersonRoles({ person, onChanged }: Props) {
  const taking = useSignal<RoleHeld | null>(null);
  const held = person.roles.filter(({ role }) => role === 'coordinator' || role === 'handler');
  const take = async (role: RoleHeld): Promise<void> => {
    await takeRole(person.id, role);
    const giveBack = async (): Promise<void> => {
      await giveRole(person.id, role.role === 'handler' ? 'handler' : 'coordinator', role.area_id ?? null);
      onChanged();
    };
    toast(t('people.person.roles.taken'), { undo: giveBack });
    onChanged();
  };
  return (
    <section class="panel">
      <h2>{t('people.person.roles')}</h2>
      {held.length === 0 && <p data-quiet>{t('people.person.roles.none')}</p>}
      <ul class="person-lines">
        {held.map((role) => (
          <li key={`${role.role} ${role.area_id ?? ''}`}>
            <span>{sayRole(role)}</span>
            <Button size="small" kind="quiet" onClick={() => (taking.value = role)}>
              {t('people.person.roles.take')}
              <span class="visually-hidden"> {sayRole(role)}</span>
            </Button>
          </li>
        ))}
      </ul>
      {person.ended_at === null && <RoleForm person={person} onChanged={onChanged} />}
      {taking.value !== null && (
        <Ask
          title={t('people.person.roles.take.title', { name: person.name })}
          verb={t('people.person.roles.take')}
          danger
          onYes={() => (taking.value === null ? Promise.resolve() : take(taking.value))}
          onClose={() => (taking.value = null)}
        >
          <p>{t('people.person.roles.take.text', { role: sayRole(taking.value) })}</p>
        </Ask>
      )}
    </section>
  );
}

const SHOWN = 12;

function RoleForm({ person, onChanged }: Props) {
  const role = useSignal<'coordinator' | 'handler'>('coordinator');
  const asked = useSignal('');
  const area = useSignal<AreaFound | null>(null);
  const everything = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const q = asked.value.trim();
  const found = useGet<{ readonly areas: readonly AreaFound[] }>(
    withQuery('/api/areas', q === '' ? { tops: 'true' } : { q }),
  );
  const isEverywhere =
    session.value?.roles.some(({ role: own, area_id }) => own === 'coordinator' && area_id === undefined) ?? false;
  const give = async (): Promise<void> => {
    problem.value = null;
    try {
      await giveRole(person.id, role.value, everything.value ? null : (area.value?.id ?? null));
      toast(t('people.person.roles.given', { name: person.name }));
      area.value = null;
      asked.value = '';
      everything.value = false;
      onChanged();
    } catch (error) {
      problem.value = problemOf(error);
    }
  };
  return (
    <details>
      <summary class="person-summary">{t('people.person.roles.add')}</summary>
      <div class="person-form">
        <label class="desk-choice">
          <span>{t('people.list.role')}</span>
          <select
            value={role.value}
            onChange={(event) => (role.value = event.currentTarget.value === 'handler' ? 'handler' : 'coordinator')}
          >
            <option value="coordinator">{t('people.role.coordinator')}</option>
            <option value="handler">{t('people.role.handler')}</option>
          </select>
        </label>
        {!everything.value && (
          <Field
            label={t('people.person.roles.area')}
            value={asked.value}
            maxLength={60}
            placeholder={t('people.person.roles.search')}
            onInput={(value) => {
              asked.value = value;
              area.value = null;
            }}
          />
        )}
        {isEverywhere && (
          <label class="desk-tick">
            <input
              type="checkbox"
              checked={everything.value}
              onChange={(event) => (everything.value = event.currentTarget.checked)}
            />
            <span>{t('people.role.everywhere')}</span>
          </label>
        )}
        {!everything.value && (
          <div class="pick-list" role="group" aria-label={t('people.person.roles.area')}>
            {(found.data?.areas ?? []).slice(0, SHOWN).map((each) => (
              <button
                key={each.id}
                type="button"
                aria-pressed={area.value?.id === each.id}
                onClick={() => (area.value = each)}
              >
                {each.name}
                {each.above.length > 0 && <span data-quiet>{each.above.join(' › ')}</span>}
              </button>
            ))}
          </div>
        )}
        <Button
          size="small"
          icon="plus"
          disabled={!everything.value && area.value === null}
          onClick={() => void give()}
        >
          {t('people.person.roles.add')}
        </Button>
      </div>
      {problem.value !== null && <Trouble problem={problem.value} />}
    </details>
  );
}
