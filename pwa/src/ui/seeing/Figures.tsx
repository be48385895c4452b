import type { ComponentChildren } from 'preact';
import { t } from '../../messages';
import { contactOfVisited, NO_COUNTS, ofGoal } from '../board/counts';
import type { Campaign, Counts } from '../board/wire';
import { sayOf, sayShare } from '../board/words';
import type { DoorFilter } from '../desk/filters';
import { Count, Fraction } from './Fraction';
import './figures.css';

interface Props {
  /** Null until they are told: the figures keep their place, and show no number. */
  readonly counts: Counts | null;
  readonly whose: DoorFilter;
  readonly goal: Campaign['goal'];
}

/** The main figures, strict (of all known doors) and adjusted (of those that may be visited) side by side, with what each is divided by.
 *  The round's goal leads. */
export function Figures({ counts: told, whose, goal }: Props) {
  const counts = told ?? NO_COUNTS;
  const known = { n: counts.known, doors: whose };
  const base = { n: counts.base, doors: { ...whose, base: true as const } };
  const reached = ofGoal(counts, goal);
  const missing = reached.of - reached.part;
  const met = { ...whose, state: 'met' as const };
  const visited = (
    <Line key="visited" title={t('seeing.visited')} left={goal === 'visited' ? missing : null}>
      <Fraction part={{ n: counts.visited, doors: { ...whose, visited: true } }} of={known} />
      <Fraction part={{ n: counts.base_visited, doors: { ...whose, base: true, visited: true } }} of={base} />
    </Line>
  );
  const seen = (
    <Line key="met" title={t('seeing.met')} left={goal === 'met' ? missing : null}>
      <Fraction part={{ n: counts.met, doors: met }} of={known} />
      <Fraction part={{ n: counts.base_met, doors: { ...met, base: true } }} of={base} />
    </Line>
  );
  return (
    <section class="figures" aria-label={t('seeing.figures')} aria-busy={told === null}>
      <div class="panel">
        <table class="figure-table">
          <caption class="visually-hidden">{t('seeing.figures')}</caption>
          <thead>
            <tr>
              <td />
              <th scope="col">
                {t('seeing.strict')} <span>{t('seeing.strict.of')}</span>
              </th>
              <th scope="col">
                {t('seeing.adjusted')} <span>{t('seeing.adjusted.of')}</span>
              </th>
            </tr>
          </thead>
          <tbody>{goal === 'met' ? [seen, visited] : [visited, seen]}</tbody>
        </table>
        <p class="figure-formula">
          {t('seeing.base')} <Count {...base} /> = {t('seeing.known')} <Count {...known} /> −{' '}
          {t('core.state.do_not_contact')}{' '}
          <Count n={counts.do_not_contact} doors={{ ...whose, state: 'do_not_contact' }} /> − {t('core.state.vacant')}{' '}
          <Count n={counts.vacant} doors={{ ...whose, state: 'vacant' }} />
        </p>
        <details>
          <summary>{t('desk.how')}</summary>
          <p>{t('desk.kpi.visited.how')}</p>
          <p>{t('seeing.met.how')}</p>
          <p>{t('desk.kpi.never.how')}</p>
          <p>{t('desk.kpi.added.how')}</p>
          <p>
            {t('desk.kpi.met.contact', {
              share: sayShare(contactOfVisited(counts)),
              of: sayOf(contactOfVisited(counts)),
            })}
          </p>
        </details>
      </div>
      <div class="figure-tiles">
        <Tile title={t('desk.kpi.never')} note={t('seeing.never.how')}>
          <Count n={counts.never_tried} doors={{ ...whose, state: 'never_tried' }} />
        </Tile>
        <Tile title={t('desk.col.left')} note={t('seeing.left.how')}>
          <Count n={Math.max(0, counts.known - counts.visited)} doors={{ ...whose, unvisited: true }} />
        </Tile>
        <Tile title={t('desk.kpi.added')} note={t('desk.kpi.added.note')}>
          <Count n={counts.added_on_the_way} doors={{ ...whose, added: true }} />
        </Tile>
      </div>
    </section>
  );
}

interface LineProps {
  readonly title: string;
  /** Of the round's goal: how many doors it is from all. */
  readonly left: number | null;
  /** The strict figure and the adjusted one. */
  readonly children: readonly [ComponentChildren, ComponentChildren];
}

function Line({ title, left, children: [strict, adjusted] }: LineProps) {
  return (
    <tr>
      <th scope="row">
        {title}
        {left !== null && (
          <span class="figure-goal">{left > 0 ? t('seeing.goal', { n: left }) : t('seeing.goal.reached')}</span>
        )}
      </th>
      <td data-label={`${t('seeing.strict')} ${t('seeing.strict.of')}`}>{strict}</td>
      <td data-label={`${t('seeing.adjusted')} ${t('seeing.adjusted.of')}`}>{adjusted}</td>
    </tr>
  );
}

interface TileProps {
  readonly title: string;
  readonly note: string;
  readonly children: ComponentChildren;
}

function Tile({ title, note, children }: TileProps) {
  return (
    <article class="figure-tile">
      <h2>{title}</h2>
      <p class="figure-number">{children}</p>
      <p data-quiet>{note}</p>
    </article>
  );
}
