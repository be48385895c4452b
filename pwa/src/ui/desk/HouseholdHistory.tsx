import { t, tMaybe } from '../../messages';
import { UNDONE } from '../../store';
import type { Named } from '../board/wire';
import { sayAgo, sayClock } from '../board/words';
import { TakeBack } from '../attention/TakeBack';
import { useCampaign } from './campaign';
import { heldByRound } from './holders';
import { sayAddress, sayValue } from './values';

export interface Change {
  readonly at: number;
  readonly arrived_at: number;
  readonly person: Named | null;
  readonly what: string;
  readonly field?: string | null;
  readonly value?: unknown;
  /** Why a visit was voided. */
  readonly note?: string;
  /** Of a value or a step: whether it was overruled, or stood beside another. */
  readonly became?: string;
  /** Of an address: what its building is called. */
  readonly building?: string;
  /** Who typed it in for the person. */
  readonly typed_by?: Named;
  readonly command_id?: string;
  /** Of a value: it stands, and what it replaced can stand again. */
  readonly can_undo?: boolean;
}

export interface Held {
  readonly campaign_id: string;
  readonly team_id: string | null;
  readonly team: string | null;
  readonly person: Named | null;
  readonly from_at: number;
  readonly to_at: number | null;
  /** Who gave it to them. */
  readonly by: Named | null;
}

interface Props {
  readonly household: string;
  readonly history: readonly Change[];
  readonly holders: readonly Held[];
  readonly now: number;
  readonly onUndone: () => void;
}

/** Work that came in this much later than it was made is told with both times. */
const LATE = 3_600_000;

/** Who changed what and when, and which team or person had the door from when to when. */
export function HouseholdHistory({ household, history, holders, now, onUndone }: Props) {
  const undoable = history.filter(({ can_undo }) => can_undo === true);
  /** A correction of several fields is taken back once, whole. */
  const isFirst = (change: Change): boolean =>
    undoable.find(({ command_id }) => command_id === change.command_id) === change;
  return (
    <>
      <section>
        <h3>{t('desk.household.holders')}</h3>
        <Holders holders={holders} now={now} />
      </section>
      {history.length > 0 && (
        <details class="change-log">
          <summary>{t('desk.household.history', { n: history.length })}</summary>
          <ul class="plain-list">
            {history.map((change, k) => (
              <li key={`${change.at}.${k}`}>
                <b>{sayWhat(change)}</b>
                {sayDetail(change) !== '' && <span> {sayDetail(change)}</span>}
                {change.became !== undefined && (
                  <span data-quiet> ({tMaybe(`desk.reason.${change.became}`) ?? change.became})</span>
                )}
                <span data-quiet>
                  {' '}
                  {change.person?.name ?? ''} · {sayAgo(change.at, now)}
                  {change.typed_by !== undefined && ` · ${t('core.typed_by', { name: change.typed_by.name })}`}
                  {change.arrived_at - change.at > LATE &&
                    ` · ${t('desk.household.arrived', { time: sayClock(change.arrived_at, now) })}`}
                </span>
                {change.command_id !== undefined && isFirst(change) && (
                  <TakeBack
                    household={household}
                    correction={change.command_id}
                    about={sayWhat(change)}
                    onDone={onUndone}
                  />
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** What was written, or said with it: a value, a reason, somebody's words. */
function sayDetail({ what, field, value, note, building }: Change): string {
  if (what === 'void_visit') return note === UNDONE ? '' : (note ?? '');
  if (value === undefined || value === null || value === UNDONE || WITHOUT_WORDS.includes(what)) return '';
  if (what !== 'advance_request' && field !== undefined && field !== null)
    return building === undefined ? sayValue(value) : sayAddress(value, building);
  return typeof value === 'string' ? (tMaybe(`desk.reason.${value}`) ?? value) : '';
}

/** Whose value is a code that the line says already. */
const WITHOUT_WORDS = ['record_visit', 'seen', 'seen_again'];

function sayWhat({ what, field, value }: Change): string {
  if (what === 'record_visit' && typeof value === 'string') return tMaybe(`desk.outcome.${value}`) ?? value;
  const verb = tMaybe(`desk.history.${what}`) ?? what;
  if (field === undefined || field === null) return verb;
  const about = what === 'advance_request' ? `desk.event.${field}` : `desk.field.${field}`;
  return t('desk.history.of', { verb, field: tMaybe(about) ?? field });
}

function Holders({ holders, now }: Pick<Props, 'holders' | 'now'>) {
  const { campaigns } = useCampaign();
  const rounds = heldByRound(holders);
  return rounds.map(({ campaign_id, spans }) => (
    <div key={campaign_id}>
      {rounds.length > 1 && <p data-quiet>{campaigns.find(({ id }) => id === campaign_id)?.name}</p>}
      <ul class="plain-list">
        {spans.map((held, k) => (
          <li key={`${held.from_at}.${k}`}>
            <b>
              {held.team ?? t('desk.no_team')}
              {held.person !== null && ` · ${held.person.name}`}
            </b>{' '}
            <span data-quiet>
              {held.to_at === null
                ? t('desk.household.since', { time: sayClock(held.from_at, now) })
                : t('desk.household.span', { time: sayClock(held.from_at, now), until: sayClock(held.to_at, now) })}
              {held.by !== null && ` · ${t('sharing.held.by', { name: held.by.name })}`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  ));
}
