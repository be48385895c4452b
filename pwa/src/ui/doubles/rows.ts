/** What tells two households apart, line by line. */
import { t } from '../../messages';
import type { Side } from './wire';

export interface Line {
  readonly key: string;
  readonly name: string;
  readonly one: string;
  readonly other: string;
}

/** The lines of which at least one side says something. */
export function linesOf(one: Side, other: Side): readonly Line[] {
  const said: readonly (readonly [string, string, (side: Side) => string])[] = [
    ['address', t('desk.doubles.field.address'), sayAddress],
    ['name', t('desk.field.name'), ({ household }) => household.name ?? ''],
    ['residents', t('desk.household.residents'), ({ residents }) => residents.join(t('desk.comma'))],
    ['phones', t('desk.field.phones'), ({ household }) => household.phones.join(t('desk.comma'))],
    ['people_count', t('desk.field.people_count'), ({ household }) => String(household.people_count ?? '')],
    ['note', t('desk.field.note'), ({ household }) => household.note ?? ''],
    ['work', t('desk.doubles.field.work'), sayWork],
    ['team', t('desk.doubles.field.team'), ({ teams }) => teams.join(t('desk.comma'))],
    ['from', t('desk.doubles.field.from'), ({ found }) => t(`desk.doubles.from.${found ? 'phone' : 'office'}`)],
  ];
  return said
    .map(([key, name, say]) => ({ key, name, one: say(one), other: say(other) }))
    .filter((line) => line.one !== '' || line.other !== '');
}

interface Addressed {
  readonly building: string;
  readonly household: Pick<Side['household'], 'entrance' | 'door'>;
}

export function sayAddress({ building, household: { entrance, door } }: Addressed): string {
  return [building, entrance, door].filter((part) => part !== null && part !== '').join(' ');
}

function sayWork({ visits, requests, wishes }: Side): string {
  return t('desk.doubles.work', { visits, requests, wishes });
}
