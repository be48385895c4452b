import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../messages';
import { doors, reference, syncing, type Team } from '../../store';
import { useNow } from '../board/clock';
import { Counting, useCoverage } from '../board/Counting';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import { sayAgo, sayClock } from '../board/words';
import { calendar, now as today } from '../card/now';
import type { DoorsLeft } from '../day/compose';
import { countedIn } from '../day/counted';
import { DayBoard } from '../day/DayBoard';
import { DayChoice, dayQuery, dayShown, pastDay } from '../day/DayChoice';
import { localDay } from '../day/local';
import type { DayPaths } from '../day/MemberLine';
import type { TeamDay } from '../day/wire';
import { navigate } from '../router';
import { listPath } from './listed';
import { countsOf, doorsOf, goalOf, isVisited } from './local';
import { TeamGoal } from './TeamGoal';

/** The leader's day: the server's numbers where there is a network, else what this phone's cards tell. */
export function TeamToday({ team, query }: { readonly team: Team; readonly query: Readonly<Record<string, string>> }) {
  const now = useNow();
  const chosen = useSignal<number | null>(pastDay(query['on'], today.value.day));
  useEffect(() => {
    chosen.value = pastDay(query['on'], today.value.day); // the page's own tab leads back to today
  }, [query['on']]);
  useSignalEffect(() =>
    navigate(withQuery('/team', { team_id: query['team_id'] && team.id, on: dayQuery(chosen) }), { replace: true }),
  );
  const mine = doorsOf(doors.value, team.id);
  const path = `/api/campaigns/${team.campaign_id}/teams/${team.id}/day`;
  const online = useGet<TeamDay>(withQuery(path, { on: dayQuery(chosen) }));
  const coverage = useCoverage(
    withQuery(`/api/campaigns/${team.campaign_id}/coverage`, { by: 'building', team_id: team.id }),
  );
  const fromServer = online.problem === null ? online.data : null;
  if (fromServer === null && online.busy && mine.length === 0) return <p role="status">{t('core.loading')}</p>;
  const frame = { team, campaign_id: team.campaign_id, reference: reference.value, calendar: calendar.value, now };
  const own = localDay(mine, { ...frame, day: dayShown(chosen) });
  const doorsLeft: DoorsLeft = (person) =>
    mine
      .filter((door) => door.card.assignment.person_id === person && !isVisited(door))
      .map(({ card: { household } }) => ({
        building: reference.value.buildings.get(household.building_id)?.name ?? '',
        entrance: household.entrance,
        floor: household.floor,
        door: household.door,
      }));
  // What is agreed is on this phone's cards, also of doors that came from another team yesterday.
  const agreed = mine.length > 0 ? own.appointments : (fromServer?.appointments ?? []);
  const told = fromServer ?? own;
  const members = told.members.map((member) => ({
    ...member,
    appointments: agreed.filter(({ person }) => person.id === member.person.id).length,
  }));
  const day: TeamDay = { ...told, members, appointments: agreed };
  const paths: DayPaths = {
    counted: (what, person) => listPath(countedIn(day, what, person)),
    doorsOf: (person) => listPath({ team_id: team.id, person_id: person }),
    unheld: listPath({ team_id: team.id, unheld: true }),
    untouched: listPath({ team_id: team.id, waiting: true, quiet_days: 7 }),
    door: (id) => `/door/${id}`,
    giveOut: '/team/doors?person_id=none',
    takeFrom: (person) => `/team/doors?person_id=${person}`,
    giveTo: (person) => `/team/doors?person_id=none&to=${person}`,
  };
  const counts = (coverage.problem === null ? coverage.data : null) ?? countsOf(mine);
  return (
    <>
      <TeamGoal counts={counts} goal={goalOf(team, reference.value)} team={team.name} />
      <Counting of={coverage.problem === null ? coverage.data : null} />
      <DayBoard
        day={day}
        now={now}
        paths={paths}
        knowsPhones={fromServer !== null}
        doorsLeft={doorsLeft}
        choice={<DayChoice chosen={chosen} />}
        source={
          fromServer === null
            ? t('people.day.from_phone', { n: mine.length, time: sayAgo(syncing.value.last_heard_at, now) })
            : t('people.day.from_server', { time: sayClock(fromServer.as_of, now) })
        }
      />
    </>
  );
}
