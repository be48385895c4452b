import { openAll } from './codec';
import type { Snapshot } from './load';
import type { AttentionEntry, Counts, Departure, OutboxEntry } from './types';
import { openWork } from './work';

/** What the snapshot says beside the doors. */
export interface Lists {
  readonly outbox: readonly OutboxEntry[];
  readonly attention: readonly AttentionEntry[];
  readonly departures: readonly Departure[];
  readonly counts: Counts;
}

export async function listsOf(snapshot: Snapshot): Promise<Lists> {
  const outbox = await outboxEntries(snapshot);
  const attention = await attentionEntries(snapshot);
  const opened = await openAll(snapshot.departures.map((row) => row.body));
  const departures = opened.map((each, index) => ({ ...each, count: snapshot.departures[index]?.count ?? 1 }));
  const counts = {
    on_phone: outbox.length,
    withdrawals: snapshot.outbox.length - outbox.length,
    with_server: snapshot.replica?.with_server ?? 0,
    attention: attention.length,
    oldest_at: outbox.length === 0 ? null : Math.min(...outbox.map((entry) => entry.saved_at)),
  };
  return { outbox, attention, departures: departures.sort(newestFirst), counts };
}

/** A withdrawal is still to be sent, but to the person what it withdrew is gone. */
async function outboxEntries({ outbox }: Snapshot): Promise<readonly OutboxEntry[]> {
  const works = await openWork(outbox);
  const entries = outbox.flatMap(({ saved_at, tries, last_reason }, index) => {
    const work = works[index];
    return work === undefined ? [] : [{ command: work.command, label: work.label, saved_at, tries, last_reason }];
  });
  return entries.filter(({ command }) => command.type !== 'withdraw');
}

async function attentionEntries({ attention }: Snapshot): Promise<readonly AttentionEntry[]> {
  const works = await openWork(attention);
  const entries = attention.flatMap(({ id, outcome, reason, household_id, at }, index) => {
    const work = works[index];
    return work === undefined
      ? []
      : [{ id, outcome, reason, household_id, at, command: work.command, label: work.label }];
  });
  return entries.sort(newestFirst);
}

function newestFirst(one: { readonly at: number }, other: { readonly at: number }): number {
  return other.at - one.at;
}
