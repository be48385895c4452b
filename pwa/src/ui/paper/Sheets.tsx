import { useEffect } from 'preact/hooks';
import { t } from '../../messages';
import { localTime } from '../board/freshness';
import type { Window } from '../../protocol';
import { sayDate, zone } from '../board/words';
import { hoursWords, outcomeWords } from '../card/words';
import './sheets.css';
import { FREE_LINES, OUTCOMES, type WalkBuilding, type WalkDoor, type WalkList } from './walk';

/** The list as it lies on A4 paper, a building to a sheet. Black on white whatever the screen's colours are. */
export function Sheets({ list, withNames }: { readonly list: WalkList; readonly withNames: boolean }) {
  useEffect(() => {
    document.documentElement.dataset['paper'] = '';
    return () => {
      delete document.documentElement.dataset['paper'];
    };
  }, []);
  return (
    <div class="walk-sheets">
      {list.buildings.map((building) => (
        <Sheet key={building.id} list={list} building={building} withNames={withNames} />
      ))}
    </div>
  );
}

interface SheetProps {
  readonly list: WalkList;
  readonly building: WalkBuilding;
  readonly withNames: boolean;
}

function Sheet({ list, building, withNames }: SheetProps) {
  const { on, time } = localTime(list.as_of, zone());
  const count = building.entrances.reduce((sum, { doors }) => sum + doors.length, 0);
  return (
    <section class="walk-sheet" tabIndex={0} aria-label={building.name}>
      <header>
        <h2>
          {building.area} · {building.name}
        </h2>
        <p>
          {[list.team?.name ?? '', list.campaign.name, t('rolls.paper.count', { n: count })]
            .filter((part) => part !== '')
            .join(' · ')}
        </p>
        <p class="walk-care">{t('rolls.paper.foot', { when: `${on} ${time}` })}</p>
        <p class="walk-blanks">
          <span>{t('rolls.paper.who')}</span>
          <i />
          <span>{t('rolls.paper.on')}</span>
          <i />
        </p>
      </header>
      {building.entrances.map(({ name, doors }) => (
        <table key={name ?? ''} class="walk-table" aria-label={sayEntrance(building.name, name, doors.length)}>
          <Cols />
          <Heads title={sayEntrance(building.name, name, doors.length)} />
          <tbody>
            {doors.map((door) => (
              <Line key={door.household_id} door={door} withNames={withNames} />
            ))}
          </tbody>
        </table>
      ))}
      <table class="walk-table" data-free aria-hidden="true">
        <Cols />
        <Heads title={`${building.name} · ${t('rolls.paper.others')}`} />
        <tbody>
          {Array.from({ length: FREE_LINES }, (_, line) => (
            <tr key={line}>
              <th />
              {OUTCOMES.map((outcome) => (
                <td key={outcome} class="walk-tick">
                  <span class="walk-box" />
                </td>
              ))}
              <td />
              <td />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function sayEntrance(building: string, entrance: string | null, count: number): string {
  return [building, entrance ?? '', t('rolls.paper.count', { n: count })].filter((part) => part !== '').join(' · ');
}

function Cols() {
  return (
    <colgroup>
      <col class="walk-door" />
      {OUTCOMES.map((outcome) => (
        <col key={outcome} class="walk-tick" />
      ))}
      <col class="walk-time" />
      <col />
    </colgroup>
  );
}

/** A printer repeats it on each page: a sheet that was lost still says whose doors these are. */
function Heads({ title }: { readonly title: string }) {
  return (
    <thead>
      <tr>
        <th scope="colgroup" colSpan={OUTCOMES.length + 3} class="walk-title">
          {title}
        </th>
      </tr>
      <tr>
        <th scope="col">{t('rolls.paper.door')}</th>
        {OUTCOMES.map((outcome, place) => (
          <th scope="col" key={outcome} class="walk-tick">
            <b>{place + 1}</b>
            {outcomeWords(outcome)}
          </th>
        ))}
        <th scope="col">{t('rolls.paper.time')}</th>
        <th scope="col">{t('rolls.paper.note')}</th>
      </tr>
    </thead>
  );
}

/** A day by its date: paper is read on another one. */
const sayWindow = (window: Window): string => `${sayDate(window.on)} ${hoursWords(window)}`.trim();

function Line({ door, withNames }: { readonly door: WalkDoor; readonly withNames: boolean }) {
  const before = door.tries > 0 ? t('rolls.paper.tried', { n: door.tries }) : '';
  const agreed = door.appointment == null ? '' : t('rolls.paper.agreed', { when: sayWindow(door.appointment) });
  const about = withNames ? [door.name ?? '', ...door.needs, before, agreed] : [before, agreed];
  return (
    <tr>
      <th scope="row">
        <b>{door.door ?? '–'}</b>
        <span>{about.filter((part) => part !== '').join('、')}</span>
      </th>
      {door.knock ? (
        OUTCOMES.map((outcome) => (
          <td key={outcome} class="walk-tick">
            <span class="walk-box" aria-hidden="true" />
          </td>
        ))
      ) : (
        <td colSpan={OUTCOMES.length} class="walk-closed">
          {t('rolls.paper.may_not_knock')}
        </td>
      )}
      <td />
      <td />
    </tr>
  );
}
