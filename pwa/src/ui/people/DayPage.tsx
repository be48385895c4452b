import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { useNow } from '../board/clock';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Campaign } from '../board/wire';
import { sayClock } from '../board/words';
import { DayBoard } from '../day/DayBoard';
import { DayChoice, dayQuery } from '../day/DayChoice';
import type { DayPaths } from '../day/MemberLine';
import type { TeamDay } from '../day/wire';
import { doorsPath } from '../desk/filters';

/** A team's day as its leader sees it, at the desk. */
export function DayPage({ campaign, id }: { readonly campaign: Campaign; readonly id: string }) {
  const now = useNow();
  const chosen = useSignal<number | null>(null);
  const path = `/api/campaigns/${campaign.id}/teams/${id}/day`;
  const loaded = useGet<TeamDay>(withQuery(path, { on: dayQuery(chosen) }));
  const paths: DayPaths = {
    doorsOf: (person) => doorsPath({ team_id: id, person_id: person }),
    unheld: doorsPath({ team_id: id, unheld: true }),
    untouched: doorsPath({ team_id: id, waiting: true, quiet_days: 7 }),
    door: (door) => doorsPath({ team_id: id }, door),
    giveTo: (person) => `${doorsPath({ team_id: id, unheld: true, unvisited: true })}&to=${person}`,
  };
  const day = loaded.data;
  return (
    <>
      <header class="desk-head">
        <div>
          <p>
            <a href={`/desk/teams/${id}`}>{day?.team.name ?? t('desk.nav.teams')}</a>
          </p>
          <h1>{t('people.day.title')}</h1>
        </div>
      </header>
      {loaded.problem !== null && <Trouble problem={loaded.problem} onRetry={loaded.reload} />}
      {day === null ? (
        loaded.problem === null && <p role="status">{t('core.loading')}</p>
      ) : (
        <DayBoard
          day={day}
          now={now}
          paths={paths}
          knowsPhones
          doorsLeft={() => null}
          choice={<DayChoice chosen={chosen} />}
          source={t('people.day.from_server', { time: sayClock(day.as_of, now) })}
        />
      )}
    </>
  );
}
