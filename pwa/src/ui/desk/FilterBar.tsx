import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../messages';
import { useAddressed } from '../board/addressed';
import { STATES } from '../board/counts';
import { natural } from '../board/heat';
import { MOST_WORDS, withQuery } from '../board/office';
import { useGet } from '../board/resource';
import type { Building, Campaign, Person, Team } from '../board/wire';
import { Button, Icon } from '../parts';
import './filter-bar.css';
import { activeKeys, changeFilter, doorsPath, type DoorFilter, type FilterKey } from './filters';
import { Conditions } from '../seeing/Conditions';
import { useWide } from './wide';
import { Choice } from './Choice';

/** With more teams than this the buildings of all of them are too many for one choice. */
const MOST_TEAMS = 60;
const QUIET = [1, 3, 7, 14, 30];

/** Stands for "no team" in the choice of teams. */
const NOBODY = 'nobody';

function ofTeam(filter: DoorFilter, team: string): DoorFilter {
  const bare = changeFilter(changeFilter(filter, 'team_id', ''), 'unassigned', '');
  return team === NOBODY ? changeFilter(bare, 'unassigned', '1') : changeFilter(bare, 'team_id', team);
}

interface Props {
  readonly campaign: Campaign;
  readonly teams: readonly Team[];
  readonly filter: DoorFilter;
  /** What is searched for among them. */
  readonly words: string;
  readonly asGrid: boolean;
  readonly onChange: (filter: DoorFilter, words: string) => void;
}

/** Which doors are shown. Every choice stands in the address; what is typed does not, for it may be a name. */
export function FilterBar({ campaign, teams, filter, words, asGrid, onChange }: Props) {
  const tooMany = teams.length > MOST_TEAMS && filter.team_id === undefined && filter.area_id === undefined;
  const got = useGet<{ readonly buildings: readonly Building[] }>(
    tooMany
      ? null
      : withQuery('/api/buildings', {
          campaign_id: campaign.id,
          team_id: filter.team_id,
          area_id: filter.area_id,
        }),
  );
  const buildings = [...(got.data?.buildings ?? [])].sort((a, b) => natural(a.name, b.name));
  const wide = useWide();
  const active = activeKeys(filter).length + (words === '' ? 0 : 1);
  const choose = (next: DoorFilter): void => onChange(next, words);
  const change = (key: FilterKey) => (value: string) => choose(changeFilter(filter, key, value));
  const fields = (
    <div class="filter-fields">
      <Choice
        label={t('desk.col.team')}
        value={filter.unassigned === true ? NOBODY : filter.team_id}
        onChange={(value) => choose(ofTeam(filter, value))}
        any={t('desk.filter.any_team')}
        options={[...teams.map(({ id, name }) => [id, name] as const), [NOBODY, t('desk.no_team')]]}
      />
      <Choice
        label={t('desk.col.building')}
        value={filter.building_id}
        onChange={change('building_id')}
        any={tooMany ? t('seeing.filter.team_first') : t('desk.filter.any_building')}
        options={buildings.map(({ id, name }) => [id, name])}
      />
      <Choice
        label={t('desk.col.state')}
        value={filter.state}
        onChange={change('state')}
        any={t('desk.filter.any_state')}
        options={STATES.map((state) => [state, t(`core.state.${state}`)])}
      />
      <Choice
        label={t('desk.col.tries')}
        value={filter.tries === undefined ? undefined : String(filter.tries)}
        onChange={change('tries')}
        any={t('desk.filter.any_tries')}
        options={[0, 1, 2, 3, 4, 5]
          .slice(0, (campaign.max_attempts ?? 4) + 2)
          .map((n) => [String(n), t('desk.tries', { n })])}
      />
      <Choice
        label={t('seeing.filter.quiet')}
        value={filter.quiet_days === undefined ? undefined : String(filter.quiet_days)}
        onChange={change('quiet_days')}
        any={t('seeing.filter.quiet.any')}
        options={QUIET.map((n) => [String(n), t('seeing.filter.quiet.days', { n })])}
      />
      <Search value={words} onChange={(typed) => onChange(filter, typed)} />
    </div>
  );
  return (
    <form class="door-filter" role="search" aria-label={t('desk.filter')} onSubmit={(event) => event.preventDefault()}>
      {wide ? (
        fields
      ) : (
        <details class="filter-fold" data-set={active > 0}>
          <summary>{active === 0 ? t('desk.filter') : t('desk.filter.summary', { n: active })}</summary>
          {fields}
        </details>
      )}
      <label class="desk-tick">
        <input
          type="checkbox"
          checked={filter.unvisited === true}
          onChange={(event) => change('unvisited')(event.currentTarget.checked ? '1' : '')}
        />
        <span>{t('desk.filter.unvisited')}</span>
      </label>
      {filter.person_id !== undefined && (
        <PersonFilter id={filter.person_id} team={filter.team_id} onClear={() => change('person_id')('')} />
      )}
      <Conditions campaign={campaign} teams={teams} filter={filter} onChange={choose} />
      {active > 0 && (
        <Button size="small" kind="quiet" icon="cross" onClick={() => onChange({}, '')}>
          {t('desk.filter.clear')}
        </Button>
      )}
      <div class="desk-switch" role="group" aria-label={t('desk.view')}>
        <a href={doorsPath(filter)} aria-current={!asGrid ? 'true' : undefined}>
          <Icon name="list" />
          {t('desk.view.list')}
        </a>
        {filter.building_id !== undefined ? (
          <a href={`${doorsPath(filter)}&view=grid`} aria-current={asGrid ? 'true' : undefined}>
            <Icon name="grid" />
            {t('desk.view.grid')}
          </a>
        ) : (
          <span title={t('desk.view.grid.why')}>
            <Icon name="grid" />
            {t('desk.view.grid')}
            <span class="visually-hidden">{t('desk.view.grid.why')}</span>
          </span>
        )}
      </div>
    </form>
  );
}

function Search({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const text = useSignal(value);
  useEffect(() => {
    text.value = value;
  }, [value]);
  useAddressed(text.value.trim(), value, onChange);
  return (
    <label class="desk-choice">
      <span>{t('desk.filter.search')}</span>
      <input
        type="search"
        value={text.value}
        maxLength={MOST_WORDS}
        placeholder={t('desk.filter.search.hint')}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
    </label>
  );
}

function PersonFilter({
  id,
  team,
  onClear,
}: {
  readonly id: string;
  readonly team: string | undefined;
  readonly onClear: () => void;
}) {
  const people =
    useGet<{ readonly people: readonly Person[] }>(withQuery('/api/people', { team_id: team })).data?.people ?? [];
  const name = people.find((person) => person.id === id)?.name ?? '…';
  return (
    <Button size="small" icon="cross" onClick={onClear} aria-label={t('desk.filter.person.clear', { name })}>
      {t('desk.filter.person', { name })}
    </Button>
  );
}
