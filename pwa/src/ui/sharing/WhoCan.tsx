import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { newId, type ApiProblem } from '../../store';
import { problemOf, useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Named, Team } from '../board/wire';
import { sayNumber } from '../board/words';
import { Chip } from '../parts';
import { sayAbilities } from './calls';
import './who-can.css';

interface Props {
  /** Words of needs among the chosen doors, each with how many doors have it. */
  readonly needs: Readonly<Record<string, number>>;
  readonly teams: readonly Team[];
  readonly onSaid: () => void;
}

interface Ability {
  readonly person: Named;
  readonly word: string;
}

/** What the chosen households need, and who of the teams can help with it: ticks that every later proposal knows. */
export function WhoCan({ needs, teams, onSaid }: Props) {
  const words = Object.entries(needs);
  const loaded = useGet<{ readonly abilities: readonly Ability[] }>(words.length === 0 ? null : '/api/abilities');
  const problem = useSignal<ApiProblem | null>(null);
  if (words.length === 0) return null;
  const known = loaded.data?.abilities ?? [];
  const wordsOf = (person: string): readonly string[] =>
    known.filter((each) => each.person.id === person).map(({ word }) => word);
  const tick = async (person: string, word: string, on: boolean): Promise<void> => {
    const now = wordsOf(person).filter((each) => each !== word);
    problem.value = null;
    try {
      await sayAbilities(person, newId(), on ? [...now, word] : now);
      loaded.reload();
      onSaid();
    } catch (error) {
      problem.value = problemOf(error);
    }
  };
  return (
    <section class="who-can" aria-label={t('sharing.needs')}>
      <h3>{t('sharing.needs')}</h3>
      {problem.value !== null && <Trouble problem={problem.value} />}
      {words.map(([word, n]) => {
        const able = known.filter((each) => each.word === word);
        return (
          <details key={word}>
            <summary>
              <Chip tone="care" icon="heart">
                {word} {sayNumber(n)}
              </Chip>{' '}
              <span data-quiet>
                {able.length === 0
                  ? t('sharing.needs.nobody')
                  : able.map(({ person }) => person.name).join(t('desk.list'))}
              </span>
            </summary>
            <fieldset>
              <legend class="visually-hidden">{t('sharing.needs.can', { word })}</legend>
              {teams.map((team) => (
                <div key={team.id} class="who-can-team">
                  <b>{team.name}</b>
                  {team.members
                    .filter(({ ended_at }) => ended_at === null)
                    .map(({ id, name }) => (
                      <label key={id} class="desk-tick">
                        <input
                          type="checkbox"
                          checked={wordsOf(id).includes(word)}
                          onChange={(event) => void tick(id, word, event.currentTarget.checked)}
                        />
                        <span>{name}</span>
                      </label>
                    ))}
                </div>
              ))}
            </fieldset>
          </details>
        );
      })}
    </section>
  );
}
