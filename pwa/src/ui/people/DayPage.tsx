import { useSignal, useSignalEffect } from '@preact/signals';
import { t } from '../../messages';
import { useNow } from '../board/clock';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Campaign } from '../board/wire';
import { sayClock } from '../board/words';
import { now as today } from '../card/now';
import { dateWords } from '../card/words';
import { countedIn } from '../day/counted';
import { DayBoard } from '../day/DayBoard';
import { DayChoice, dayQuery, dayShown, pastDay } from '../day/DayChoice';
import type { DayPaths } from '../day/MemberLine';
import type { TeamDay } from '../day/wire';
import { doorsPath } from '../desk/filters';
import { navigate } from '../router';

interface Props {
  readonly campaign: Campaign;
  readonly id: string;
  readonly query: Readonly<Record<string, string>>;
}

/** A team's day as its leader sees it, at the desk. */
export function DayPage({ campaign, id, query }: Props) {
  const now = useNow();
  const chosen = useSignal<number | null>(pastDay(query['on'], today.value.day));
  useSignalEffect(() => navigate(withQuery(`/desk/teams/${id}/day`, { on: dayQuery(chosen) }), { replace: true }));
  const path = `/api/campaigns/${campaign.id}/teams/${id}/day`;
  const loaded = useGet<TeamDay>(withQuery(path, { on: dayQuery(chosen) }));
  const day = loaded.data;
  const paths: DayPaths = {
    counted: (what, person) => doorsPath(day === null ? {} : countedIn(day, what, person)),
    doorsOf: (person) => doorsPath({ team_id: id, person_id: person }),
    unheld: doorsPath({ team_id: id, unheld: true }),
    giveOut: doorsPath({ team_id: id, unheld: true, unvisited: true }),
    takeFrom: (person) => doorsPath({ team_id: id, person_id: person }),
    untouched: doorsPath({ team_id: id, waiting: true, quiet_days: 7 }),
    door: (door) => doorsPath({ team_id: id }, door),
    giveTo: (person) => `${doorsPath({ team_id: id, unheld: true, unvisited: true })}&to=${person}`,
  };
  return (
    <>
      <header class="desk-head">
        <div>
          <p>
            <a href={`/desk/teams/${id}`}>{day?.team.name ?? t('desk.nav.teams')}</a>
          </p>
          <h1>
            {t('people.day.title')} <span data-quiet>{dateWords(dayShown(chosen), today.value)}</span>
          </h1>
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
