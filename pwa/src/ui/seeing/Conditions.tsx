import { t, tMaybe } from '../../messages';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import type { Campaign, Coverage, Person, Team } from '../board/wire';
import { sayDate, sayNumber } from '../board/words';
import { changeFilter, type DoorFilter, type FilterKey } from '../desk/filters';
import { Button } from '../parts';
import { sayWeekday } from './words';

interface Props {
  readonly campaign: Campaign;
  readonly teams: readonly Team[];
  readonly filter: DoorFilter;
  readonly onChange: (filter: DoorFilter) => void;
}

type Condition = readonly [FilterKey, string];

/** Conditions that a number on a board brought along and that have no field of their own; each can be dropped. */
export function Conditions({ campaign, teams, filter, onChange }: Props) {
  const area = useAreaName(campaign, filter.area_id);
  const person = usePersonName(filter);
  const team = teams.find(({ id }) => id === filter.tried_by)?.name ?? '…';
  const shown: readonly Condition[] = [
    ...some(filter.area_id, (): Condition => ['area_id', t('seeing.filter.area', { name: area })]),
    ...plainOf(filter),
    ...some(filter.tried_by, (): Condition => ['tried_by', t('seeing.filter.tried_by', { name: team })]),
    ...some(filter.tried_person, (): Condition => ['tried_person', t('seeing.filter.tried_person', { name: person })]),
  ];
  return (
    <>
      {shown.map(([key, what]) => (
        <Button
          key={key}
          size="small"
          icon="cross"
          aria-label={t('seeing.filter.drop', { what })}
          onClick={() => onChange(changeFilter(filter, key, ''))}
        >
          {what}
        </Button>
      ))}
    </>
  );
}

/** Those that can be said without asking anybody. */
function plainOf(filter: DoorFilter): readonly Condition[] {
  const { tried_hour, outcome } = filter;
  return [
    ...some(filter.visited, (): Condition => ['visited', t('seeing.filter.visited')]),
    ...some(filter.base, (): Condition => ['base', t('seeing.filter.base')]),
    ...some(filter.added, (): Condition => ['added', t('seeing.filter.added')]),
    ...some(filter.unheld, (): Condition => ['unheld', t('people.filter.unheld')]),
    ...some(filter.waiting, (): Condition => ['waiting', t('people.filter.waiting')]),
    ...some(filter.least_tries, (n): Condition => ['least_tries', t('seeing.filter.least_tries', { n })]),
    ...some(filter.need, (what): Condition => ['need', t('seeing.filter.need', { what })]),
    ...some(filter.tried_on, (on): Condition => ['tried_on', t('seeing.filter.tried_on', { day: sayDate(on) })]),
    ...some(tried_hour, (hour): Condition => [
      'tried_hour',
      t('seeing.filter.tried_hour', { day: sayWeekday(Math.floor(hour / 24)), time: sayNumber(hour % 24) }),
    ]),
    ...some(outcome, (code): Condition => [
      'outcome',
      t('seeing.filter.outcome', { what: tMaybe(`door.outcome.${code}`) ?? code }),
    ]),
    ...some(filter.first, (): Condition => ['first', t('seeing.filter.first')]),
  ];
}

function some<T>(value: T | undefined, say: (value: T) => Condition): readonly Condition[] {
  return value === undefined ? [] : [say(value)];
}

function useAreaName(campaign: Campaign, id: string | undefined): string {
  const rows = useGet<Coverage>(
    id === undefined ? null : withQuery(`/api/campaigns/${campaign.id}/coverage`, { by: 'area' }),
  ).data?.rows;
  return rows?.find((row) => row.id === id)?.name ?? '…';
}

function usePersonName({ tried_person, tried_by }: DoorFilter): string {
  const people = useGet<{ readonly people: readonly Person[] }>(
    tried_person === undefined ? null : withQuery('/api/people', { team_id: tried_by }),
  ).data?.people;
  return people?.find(({ id }) => id === tried_person)?.name ?? '…';
}
