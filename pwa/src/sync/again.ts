import type { Command } from '../protocol';
import { asText, fitting, paired } from './batch';
import type { Ledger, Stopped, Transport } from './ports';
import { pushAll, triesBeforeBisecting, type Trouble } from './push';

/**
 * Send commands again that the server once had: it may have been restored from a backup. With the same care as the
 * first time: a batch that is too large or that the server fails on is cut, and after a fork it goes on as a new replica.
 * Null also where all that is left was passed over: it stays where it is kept, and holds up no fetching.
 */
export async function pushAgain(
  ledger: Ledger,
  transport: Transport,
  commands: readonly Command[],
  trouble: Trouble,
  beat: () => void,
): Promise<Stopped | null> {
  const again = asOutbox(ledger, commands);
  let stopped = await pushAll(again.ledger, transport, trouble, beat);
  const keepsFailing = stopped?.problem === 'server' && trouble.failures >= triesBeforeBisecting;
  if (keepsFailing && again.isLeftWith(trouble.failedAlone, trouble.passedOver)) {
    again.takeAsText(trouble.failedAlone); // or nothing would be fetched as long as there is one that the server fails on
    stopped = await pushAll(again.ledger, transport, trouble, beat);
  }
  return again.isLeftWith(trouble.passedOver) ? null : stopped;
}

/** The ledger with these commands for what waits. They stay where they are kept, whatever becomes of them here. */
function asOutbox(ledger: Ledger, commands: readonly Command[]) {
  let left = commands;

  function take(ids: ReadonlySet<string>, told: (command: Command) => Command): void {
    left = left.map((command) => (ids.has(command.id) ? told(command) : command));
  }

  const outbox: Ledger = {
    ...ledger,
    waiting: (limit, except) => Promise.resolve(fitting(left.filter(({ id }) => !except.has(id)).slice(0, limit))),
    async settle(sent, reply, asker, heard) {
      if ((await ledger.settle(sent, reply, asker, heard)) === null) return null;
      const answered = new Set(paired(sent, reply.receipts).map(([{ id }]) => id));
      left = left.filter(({ id }) => !answered.has(id));
      return answered.size;
    },
    keep: () => Promise.resolve(),
    park(ids, told) {
      take(new Set(ids), told);
      return Promise.resolve();
    },
  };
  return {
    ledger: outbox,
    takeAsText: (ids: ReadonlySet<string>) => take(ids, asText),
    /** There is something left, and all of it is in one of these. */
    isLeftWith: (...sets: readonly ReadonlySet<string>[]) =>
      left.length > 0 && left.every(({ id }) => sets.some((ids) => ids.has(id))),
  };
}
