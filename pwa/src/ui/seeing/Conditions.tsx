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
  const area = useAreaName(campaign, filter.area_id ?? filter.teams_in);
  const person = usePersonName(filter);
  const team = teams.find(({ id }) => id === filter.tried_by)?.name ?? '…';
  const shown: readonly Condition[] = [
    ...some(filter.area_id, (): Condition => ['area_id', t('seeing.filter.area', { name: area })]),
    ...some(filter.teams_in, (): Condition => ['teams_in', t('seeing.filter.teams_in', { name: area })]),
    ...conditionsOf(filter, sayDate),
    ...some(filter.tried_by, (): Condition => ['tried_by', t('seeing.filter.tried_by', { name: team })]),
    ...some(filter.tried_person, (): Condition => ['tried_person', t('seeing.filter.tried_person', { name: person })]),
    ...some(filter.agreed_with, (): Condition => ['agreed_with', t('seeing.filter.agreed_with', { name: person })]),
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
export function conditionsOf(filter: DoorFilter, sayDay: (on: string) => string): readonly Condition[] {
  const { tried_hour, outcome } = filter;
  return [
    ...some(filter.visited, (): Condition => ['visited', t('seeing.filter.visited')]),
    ...some(filter.base, (): Condition => ['base', t('seeing.filter.base')]),
    ...some(filter.added, (): Condition => ['added', t('seeing.filter.added')]),
    ...some(filter.unheld, (): Condition => ['unheld', t('people.filter.unheld')]),
    ...some(filter.waiting, (): Condition => ['waiting', t('people.filter.waiting')]),
    ...some(filter.least_tries, (n): Condition => ['least_tries', t('seeing.filter.least_tries', { n })]),
    ...some(filter.need, (what): Condition => ['need', t('seeing.filter.need', { what })]),
    ...some(filter.tried_on, (on): Condition => ['tried_on', t('seeing.filter.tried_on', { day: sayDay(on) })]),
    ...some(filter.agreed_on, (on): Condition => ['agreed_on', t('seeing.filter.agreed_on', { day: sayDay(on) })]),
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

function usePersonName({ tried_person, tried_by, agreed_with, team_id }: DoorFilter): string {
  const [person, team] = tried_person === undefined ? [agreed_with, team_id] : [tried_person, tried_by];
  const people = useGet<{ readonly people: readonly Person[] }>(
    person === undefined ? null : withQuery('/api/people', { team_id: team }),
  ).data?.people;
  return people?.find(({ id }) => id === person)?.name ?? '…';
}
