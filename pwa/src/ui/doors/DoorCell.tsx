import { t, tCode } from '../../messages';
import { openAppointment } from '../card/appointment';
import { dateOf } from '../card/calendar';
import { calendar, now } from '../card/now';
import type { Door } from '../card/types';
import { doorLabel, doorNumber } from '../card/words';
import { Icon, StateMark } from '../parts';

interface Props {
  readonly door: Door;
  readonly isNext: boolean;
  /** null outside the picking mode, where a cell is a link. */
  readonly picked: boolean | null;
  readonly canPick: boolean;
  readonly onPick: () => void;
}

/** A door of the grid: its number, and its state as a shape, a word and a colour. */
export function DoorCell({ door, isNext, picked, canPick, onPick }: Props) {
  const shared = { class: 'tower-door', 'data-state': door.state };
  if (picked === null) {
    return (
      <a {...shared} href={`/door/${door.id}`} data-next={isNext ? '' : undefined}>
        <Inside door={door} isNext={isNext} />
      </a>
    );
  }
  return (
    <button {...shared} type="button" aria-pressed={picked} disabled={!canPick} onClick={onPick}>
      {picked && (
        <span class="tower-door-tick">
          <Icon name="check" size="small" />
        </span>
      )}
      <Inside door={door} isNext={isNext} />
    </button>
  );
}

/** What is seen is short; what is heard is whole: "3楼，302，不在家 2 次". */
function Inside({ door, isNext }: { readonly door: Door; readonly isNext: boolean }) {
  return (
    <>
      <b aria-hidden="true">{doorNumber(door.card.household)}</b>
      <small aria-hidden="true">
        <StateMark state={door.state} show="mark" />
        <span>{wordOf(door)}</span>
      </small>
      {door.pending > 0 && <i class="tower-door-pending" />}
      <span class="visually-hidden">{doorLabel(door, isNext)}</span>
    </>
  );
}

/** The word of the cell: of an appointment its hour today, of tries their number. */
function wordOf(door: Door): string {
  const appointment = door.state === 'call_back' ? openAppointment(door.card, calendar.value) : null;
  if (appointment?.from != null && appointment.on === dateOf(now.value.day)) return appointment.from;
  if (door.card.household.closed != null) return t('door.doors.closed_short');
  if (door.state === 'not_home' && door.tries > 1) return `×${door.tries}`;
  return tCode(`door.cell.${door.state}`, door.state);
}
