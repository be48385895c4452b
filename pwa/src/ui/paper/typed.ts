/** What was typed from paper, saved: commands of this desk's replica, made when the knock was, for who knocked. */
import { api, attention, newId, outbox, save, syncNow, type Draft, type Past } from '../../store';
import type { Typed } from './walk';

export interface TypedSheet {
  readonly campaign: string;
  readonly team_id: string;
  readonly lines: readonly Typed[];
}

/** `sent` are with the server, `waiting` on this computer until it is reached, `parked` wait there for a person. */
export interface Saved {
  readonly ids: readonly string[];
  readonly sent: number;
  readonly waiting: number;
  readonly parked: readonly { readonly label: string; readonly reason: string | null }[];
}

/** Paper knows minutes: the middle of one, so that two clocks that differ a little still mean the same minute. */
const HALF_MINUTE = 30_000;

/** `keys`: under which the lines are kept. They go with the save. */
export async function saveTyped(
  sheet: TypedSheet,
  atOf: (line: Typed) => number,
  keys: readonly string[],
): Promise<Saved> {
  const past = sheet.lines.map((line): Past => ({
    at: Math.min(atOf(line) + HALF_MINUTE, Date.now()),
    label: labelOf(line),
  }));
  const ids = await save(
    sheet.lines.map((line) => draftOf(sheet, line)),
    past,
    keys,
  );
  await syncNow().catch(() => undefined); // saved they are
  const isWaiting = new Set(outbox.value.map(({ command }) => command.id));
  const parked = attention.value
    .filter(({ command, outcome }) => ids.includes(command.id) && outcome === 'parked')
    .map(({ label, reason }) => ({ label, reason }));
  const waiting = ids.filter((id) => isWaiting.has(id)).length;
  await tellOffice(sheet);
  return { ids, waiting, parked, sent: ids.length - waiting - parked.length };
}

function draftOf({ campaign }: TypedSheet, line: Typed): Draft {
  return {
    type: 'record_visit',
    household_id: line.door.household_id,
    seen: line.door.version,
    campaign_id: campaign,
    outcome: line.outcome,
    note: line.note === '' ? null : line.note,
    for_person: line.by,
  };
}

const labelOf = ({ door }: Typed): string =>
  [door.building, door.entrance ?? '', door.door ?? ''].filter((part) => part !== '').join(' ');

/** The audit's line. The visits are with the server whether it arrives or not. */
async function tellOffice({ campaign, team_id, lines }: TypedSheet): Promise<void> {
  try {
    await api.post(`/api/campaigns/${campaign}/typed-visits`, { id: newId(), team_id, visits: lines.length });
  } catch {
    // Without a network the visits wait in the outbox, and nobody is told of them yet.
  }
}
