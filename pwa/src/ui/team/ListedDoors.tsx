import { t } from '../../messages';
import { doors, reference, type Door, type Team } from '../../store';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import type { DoorPage } from '../board/wire';
import { walk } from '../card/address';
import { dayOf } from '../card/calendar';
import { calendar, now } from '../card/now';
import { buildingName, dayWords } from '../card/words';
import { knocksOf } from '../day/local';
import type { DoorFilter } from '../desk/filters';
import { DoorList } from '../list/DoorList';
import '../list/list.css';
import { conditionsOf } from '../seeing/Conditions';
import { asksWhoWasThere, isListed } from './listed';
import { doorsOf } from './local';

/** The doors behind a number. The address says which. */
export function ListedDoors({ team, filter }: { readonly team: Team; readonly filter: DoorFilter }) {
  const { campaign_id } = team;
  const frame = { team, campaign_id, reference: reference.value, calendar: calendar.value, now: Date.now() };
  const found = doorsOf(doors.value, team.id).filter((door) => isListed(door, filter, frame));
  const been = useGet<DoorPage>(
    asksWhoWasThere(filter) ? withQuery('/api/households', { campaign_id, ...filter, limit: 1 }) : null,
  ).data?.been;
  const elsewhere = (been?.doors ?? 0) - found.length;
  return (
    <>
      <div class="between">
        <div>
          <h2>{wordsOf(filter, team, found).join(' · ')}</h2>
          <p data-quiet role="status">
            {t('door.list.count', { n: found.length })}
            {been != null && ` · ${t('seeing.been', { n: been.visits })}`}
            {elsewhere > 0 && ` · ${t('seeing.been.elsewhere', { n: elsewhere })}`}
          </p>
        </div>
        <a class="button" data-size="small" href="/team/doors">
          {t('desk.filter.clear')}
        </a>
      </div>
      <DoorList doors={walk(found, buildingName)} />
    </>
  );
}

/** What is asked, in words. */
function wordsOf(filter: DoorFilter, team: Team, found: readonly Door[]): readonly string[] {
  const { building_id, person_id, state, unvisited, quiet_days, tried_by, tried_on, tried_person, agreed_with } =
    filter;
  const nameOf = (id: string): string => reference.value.members.get(id)?.name ?? visitorOf(id, team, found);
  const said = [
    building_id !== undefined && buildingName(building_id),
    person_id !== undefined && t('desk.filter.person', { name: nameOf(person_id) }),
    state !== undefined && t(`core.state.${state}`),
    unvisited === true && t('people.day.left'),
    ...conditionsOf(filter, (on) => dayWords(dayOf(on) ?? 0, now.value)).map(([, words]) => words),
    quiet_days !== undefined && t('seeing.filter.quiet.days', { n: quiet_days }),
    tried_person !== undefined && t('seeing.filter.tried_person', { name: nameOf(tried_person) }),
    tried_by !== undefined &&
      tried_on === undefined &&
      tried_person === undefined &&
      t('seeing.filter.tried_by', { name: team.name }),
    agreed_with !== undefined && t('seeing.filter.agreed_with', { name: nameOf(agreed_with) }),
  ];
  return said.filter((each) => each !== false);
}

/** The name of somebody who is no longer in the team, from what they did at these doors. */
function visitorOf(id: string, team: Team, found: readonly Door[]): string {
  const asked = { team, campaign_id: team.campaign_id, calendar: calendar.value, day: null, person: id };
  for (const door of found) {
    const [knock] = knocksOf(door, asked);
    if (knock !== undefined) return knock.by.name;
  }
  return '…';
}
