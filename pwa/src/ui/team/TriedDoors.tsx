import { t, tMaybe } from '../../messages';
import { doors, reference, type Team } from '../../store';
import { walk } from '../card/address';
import { dayOf } from '../card/calendar';
import { calendar, now } from '../card/now';
import { buildingName, dayWords } from '../card/words';
import { knocksOf } from '../day/local';
import type { DoorFilter } from '../desk/filters';
import { DoorList } from '../list/DoorList';
import '../list/list.css';
import { doorsOf } from './local';

/** The doors behind a number: those of the team where it, or one of it, was, on a day or ever. The address says which. */
export function TriedDoors({ team, filter }: { readonly team: Team; readonly filter: DoorFilter }) {
  const { tried_on, tried_person, outcome } = filter;
  const day = dayOf(tried_on ?? '');
  const asked = { team, campaign_id: team.campaign_id, calendar: calendar.value, day, person: tried_person, outcome };
  const knocked = doorsOf(doors.value, team.id).map((door) => ({ door, knocks: knocksOf(door, asked) }));
  const found = knocked.filter(({ knocks }) => knocks.length > 0);
  const by = found[0]?.knocks[0]?.by.name ?? '…'; // also of somebody who is no longer in the team
  const said = [
    day !== null && t('seeing.filter.tried_on', { day: dayWords(day, now.value) }),
    tried_person !== undefined &&
      t('seeing.filter.tried_person', { name: reference.value.members.get(tried_person)?.name ?? by }),
    day === null && tried_person === undefined && t('seeing.filter.tried_by', { name: team.name }),
    outcome !== undefined && t('seeing.filter.outcome', { what: tMaybe(`door.outcome.${outcome}`) ?? outcome }),
  ];
  return (
    <>
      <div class="between">
        <div>
          <h2>{said.filter((each) => each !== false).join(' · ')}</h2>
          <p data-quiet role="status">
            {t('door.list.count', { n: found.length })}
          </p>
        </div>
        <a class="button" data-size="small" href="/team/doors">
          {t('desk.filter.clear')}
        </a>
      </div>
      <DoorList
        doors={walk(
          found.map(({ door }) => door),
          buildingName,
        )}
      />
    </>
  );
}
