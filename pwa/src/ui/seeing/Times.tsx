import { t } from '../../messages';
import { withQuery } from '../board/office';
import { useAgain } from '../board/again';
import { Counting } from '../board/Counting';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Campaign } from '../board/wire';
import { sayDate, sayNumber, sayShare } from '../board/words';
import { doorsPath, type DoorFilter } from '../desk/filters';
import { Empty } from '../parts';
import type { Board } from './address';
import { curveOf, daysBetween, hourMap, warmth, type Day, type Hour, type Point } from './curve';
import { Count } from './Fraction';
import { sayWeekday } from './words';
import './times.css';

interface TimesBody {
  readonly as_of: number;
  readonly time_zone: string;
  readonly is_counting: boolean;
  readonly known: number;
  readonly days: readonly Day[];
  readonly hours: readonly Hour[];
}

const [WIDTH, HEIGHT] = [600, 140];

/** When the teams went: a curve of days with its table, and the hours of the week with how often somebody was at home. */
export function Times({ campaign, board }: { readonly campaign: Campaign; readonly board: Board }) {
  const { team_id, area_id } = board;
  const times = useGet<TimesBody>(withQuery(`/api/campaigns/${campaign.id}/times`, { team_id, area_id }));
  useAgain(times.data?.is_counting ?? false, times.reload);
  const whose: DoorFilter =
    team_id !== undefined ? { tried_by: team_id } : area_id !== undefined ? { teams_in: area_id } : {};
  if (times.data === null)
    return times.problem === null ? (
      <p role="status">{t('core.loading')}</p>
    ) : (
      <Trouble problem={times.problem} onRetry={times.reload} />
    );
  const { days, hours, known } = times.data;
  if (days.length === 0) return <Empty icon="clock" title={t('seeing.no_days')} text={t('seeing.no_days.text')} />;
  const points = daysBetween(days);
  return (
    <>
      <section class="panel">
        <h2>{t('seeing.days')}</h2>
        <Counting of={times.data} />
        {area_id !== undefined && <p data-quiet>{t('seeing.days.area')}</p>}
        <DayCurve points={points} known={known} />
        <DayTable points={points} known={known} whose={whose} />
      </section>
      <HourTable hours={hours} whose={whose} />
    </>
  );
}

/** The picture of the table below it. */
function DayCurve({ points, known }: { readonly points: readonly Point[]; readonly known: number }) {
  const { bars, line, most } = curveOf(points, known, WIDTH, HEIGHT);
  const [first, last] = [points[0], points.at(-1)];
  const sum = last?.sum ?? 0;
  return (
    <figure class="day-curve">
      <svg
        viewBox={`0 -4 ${WIDTH} ${HEIGHT + 8}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('seeing.curve.label', {
          first: sayDate(first?.on ?? ''),
          last: sayDate(last?.on ?? ''),
          sum: sayNumber(sum),
          known: sayNumber(known),
        })}
      >
        {bars.map((bar) => (
          <g key={bar.on}>
            <rect x={bar.x} y={HEIGHT - bar.height} width={bar.width} height={bar.height} />
            <rect x={bar.x} y={HEIGHT - bar.met_height} width={bar.width} height={bar.met_height} data-met />
          </g>
        ))}
        <path d={line} />
      </svg>
      <figcaption>
        <span>{sayDate(first?.on ?? '')}</span>
        <ul>
          <li data-key="visits">{t('seeing.curve.visits', { most: sayNumber(most) })}</li>
          <li data-key="met">{t('seeing.curve.met')}</li>
          <li data-key="sum">
            {t('seeing.curve.sum', { sum: sayNumber(sum), share: sayShare({ part: sum, of: known }) })}
          </li>
        </ul>
        <span>{sayDate(last?.on ?? '')}</span>
      </figcaption>
    </figure>
  );
}

function DayTable({
  points,
  known,
  whose,
}: {
  readonly points: readonly Point[];
  readonly known: number;
  readonly whose: DoorFilter;
}) {
  const shown = points.filter(({ visits, reached }) => visits !== 0 || reached !== 0).reverse();
  return (
    <div class="scroll-x day-rows" tabIndex={0} role="region" aria-label={t('seeing.days')}>
      <table class="grid-table">
        <caption class="visually-hidden">{t('seeing.days')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('seeing.col.day')}</th>
            <th scope="col" data-num>
              {t('seeing.col.visits')}
            </th>
            <th scope="col" data-num>
              {t('seeing.col.visits_met')}
            </th>
            <th scope="col" data-num>
              {t('seeing.col.reached')}
            </th>
            <th scope="col" data-num>
              {t('seeing.col.sum')}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ on, visits, met, reached, sum }) => (
            <tr key={on}>
              <th scope="row">
                {sayDate(on)} <span data-quiet>{sayWeekday(on)}</span>
              </th>
              <td data-num>
                <Count n={visits} doors={{ ...whose, tried_on: on }} />
              </td>
              <td data-num>
                <Count n={met} doors={{ ...whose, tried_on: on, outcome: 'met' }} />
              </td>
              <td data-num>
                <Count n={reached} doors={{ ...whose, tried_on: on, first: true }} />
              </td>
              <td data-num>
                {sayNumber(sum)} <span data-quiet>{sayShare({ part: sum, of: known })}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HourTable({ hours, whose }: { readonly hours: readonly Hour[]; readonly whose: DoorFilter }) {
  const map = hourMap(hours);
  return (
    <section class="panel">
      <h2>{t('seeing.hours')}</h2>
      <p data-quiet>{t('seeing.hours.help')}</p>
      <div class="scroll-x" tabIndex={0} role="region" aria-label={t('seeing.hours')}>
        <table class="hour-map">
          <caption class="visually-hidden">{t('seeing.hours')}</caption>
          <thead>
            <tr>
              <td />
              {map.hours.map((hour) => (
                <th key={hour} scope="col">
                  {`${hour}:00`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {map.cells.map((row, weekday) => (
              <tr key={weekday}>
                <th scope="row">{sayWeekday(weekday)}</th>
                {row.map((cell) => (
                  <td key={cell.hour} data-warmth={warmth(cell) ?? 'none'}>
                    {cell.visits === 0 ? (
                      <span aria-label={sayNumber(0)}>·</span>
                    ) : (
                      <a href={doorsPath({ ...whose, tried_hour: cell.hour })}>
                        <b>{sayNumber(cell.visits)}</b>
                        <span>{sayShare({ part: cell.met, of: cell.visits })}</span>
                      </a>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
