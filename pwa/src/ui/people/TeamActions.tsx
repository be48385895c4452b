import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import type { ApiProblem } from '../../store';
import { Ask } from '../board/Ask';
import { problemOf, useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Team } from '../board/wire';
import { Button, Field, Icon, Sheet, toast } from '../parts';
import { addToTeam, endTeam, renameTeam, reopenTeam } from './calls';
import './people.css';
import type { PeoplePage, PersonHeld } from './wire';
import { sayRole } from './words';

/** Two walk together: two pairs. */
export const ENOUGH = 4;

/** What a coordinator may want to know of a team before it goes out. It may be right all the same. */
export function TeamWarnings({ team }: { readonly team: Team }) {
  const people = team.members.filter(({ ended_at }) => ended_at === null).length;
  const few = people > 0 && people < ENOUGH;
  const one = team.buildings?.length === 1 && team.known > 0;
  const headless = people > 0 && team.leaders.length === 0;
  if (!few && !one && !headless) return null;
  return (
    <ul class="team-warnings">
      {headless && (
        <li>
          <Icon name="warning" />
          <p>
            {t('people.team.no_leader')}
            <span>{t('people.team.no_leader.why')}</span>
          </p>
        </li>
      )}
      {few && (
        <li>
          <Icon name="warning" />
          <p>
            {t('people.team.few', { n: people })}
            <span>{t('people.team.few.why')}</span>
          </p>
        </li>
      )}
      {one && (
        <li>
          <Icon name="warning" />
          <p>
            {t('people.team.one_building')}
            <span>{t('people.team.one_building.why')}</span>
          </p>
        </li>
      )}
    </ul>
  );
}

interface Props {
  readonly team: Team;
  readonly onChanged: () => void;
}

/** What is done with a team as a whole. Ending it can be taken back. */
export function TeamActions({ team, onChanged }: Props) {
  const asking = useSignal<'rename' | 'end' | 'known' | null>(null);
  const name = useSignal(team.name);
  const close = (): void => {
    asking.value = null;
  };
  const reopen = async (): Promise<void> => {
    await reopenTeam(team.id);
    onChanged();
  };
  const end = async (): Promise<void> => {
    await endTeam(team.id);
    toast(t('people.team.ended', { team: team.name }), { undo: reopen });
    onChanged();
  };
  if (team.ended_at !== null && team.ended_at !== undefined) {
    return (
      <Button size="small" icon="undo" onClick={() => void reopen()}>
        {t('people.team.reopen')}
      </Button>
    );
  }
  return (
    <>
      <a class="button" data-size="small" href={`/desk/teams/${team.id}/day`}>
        <Icon name="clock" />
        {t('people.team.today')}
      </a>
      <a class="button" data-size="small" href={`/desk/teams/${team.id}/cards`}>
        <Icon name="print" />
        {t('people.cards.open')}
      </a>
      <Button size="small" icon="person" onClick={() => (asking.value = 'known')}>
        {t('people.team.add_known')}
      </Button>
      <Button
        size="small"
        icon="edit"
        onClick={() => {
          name.value = team.name;
          asking.value = 'rename';
        }}
      >
        {t('people.team.rename')}
      </Button>
      <Button size="small" kind="danger" onClick={() => (asking.value = 'end')}>
        {t('people.team.end')}
      </Button>
      {asking.value === 'known' && <KnownSheet team={team} onChanged={onChanged} onClose={close} />}
      {asking.value === 'rename' && (
        <Ask
          title={t('people.team.rename')}
          verb={t('people.team.rename')}
          disabled={name.value.trim() === ''}
          onYes={async () => {
            await renameTeam(team.id, name.value.trim());
            toast(t('people.team.renamed'));
            onChanged();
          }}
          onClose={close}
        >
          <Field
            label={t('desk.teams.name')}
            value={name.value}
            maxLength={60}
            onInput={(value) => (name.value = value)}
          />
        </Ask>
      )}
      {asking.value === 'end' && (
        <Ask
          title={t('people.team.end.title', { team: team.name })}
          verb={t('people.team.end')}
          danger
          onYes={end}
          onClose={close}
        >
          <p>{t('people.team.end.text', { n: team.known })}</p>
        </Ask>
      )}
    </>
  );
}

/** Somebody who is known already joins this team as well. */
function KnownSheet({ team, onChanged, onClose }: Props & { readonly onClose: () => void }) {
  const q = useSignal('');
  const problem = useSignal<ApiProblem | null>(null);
  const asked = q.value.trim();
  const found = useGet<PeoplePage>(asked === '' ? null : '/api/people', asked);
  const inTeam = new Set(team.members.filter(({ ended_at }) => ended_at === null).map(({ id }) => id));
  const people = (found.data?.people ?? []).filter(({ id, ended_at }) => ended_at === null && !inTeam.has(id));
  const add = async (person: PersonHeld): Promise<void> => {
    problem.value = null;
    try {
      await addToTeam(team.id, person.id, 'member');
      toast(t('people.person.teams.added', { name: person.name, team: team.name }));
      onChanged();
      onClose();
    } catch (error) {
      problem.value = problemOf(error);
    }
  };
  return (
    <Sheet title={t('people.team.add_known')} onClose={onClose}>
      <Field
        label={t('people.team.add_known.search')}
        value={q.value}
        maxLength={60}
        hint={t('people.team.add_known.hint')}
        onInput={(value) => (q.value = value)}
      />
      {problem.value !== null && <Trouble problem={problem.value} />}
      {asked !== '' && found.data !== null && people.length === 0 && (
        <p data-quiet>{t('people.team.add_known.none')}</p>
      )}
      <div class="pick-list">
        {people.slice(0, 20).map((person) => (
          <button key={person.id} type="button" onClick={() => void add(person)}>
            <b>{person.name}</b>
            <span data-quiet>{person.roles.map(sayRole).join(t('desk.list'))}</span>
          </button>
        ))}
      </div>
    </Sheet>
  );
}
