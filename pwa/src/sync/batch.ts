import type { Command, Receipt } from '../protocol';

const longestBatch = 900 * 1024; // bytes, under the server's 1 MiB
/** Custody takes the whole of a command: only what no body could carry is cut. In no writing is it longer than a batch may be. */
const longestText = 250_000;

/** The first of these that one push may carry; one at least. */
export function fitting(commands: readonly Command[]): readonly Command[] {
  let bytes = 0;
  const end = commands.findIndex((command) => (bytes += 3 * JSON.stringify(command).length) > longestBatch);
  return end === -1 ? commands : commands.slice(0, Math.max(1, end));
}

/** Receipts come in the order sent; one without an id belongs to its place. A receipt for something else is nobody's. */
export function paired(
  batch: readonly Command[],
  receipts: readonly Receipt[],
): readonly (readonly [Command, Receipt])[] {
  return batch.flatMap((command, index) => {
    const receipt = receipts[index];
    return receipt !== undefined && (receipt.id === null || receipt.id === command.id)
      ? [[command, receipt] as const]
      : [];
  });
}

/** The command as its text, under its id and n: a person will read what the server cannot. What is one already stays whole. */
export function asText(command: Command): Command {
  if (command.type === 'park') return command;
  const { id, n, at, household_id = null, seen = null } = command;
  return { type: 'park', id, n, at, household_id, seen, body: JSON.stringify(command).slice(0, longestText) };
}

/** Whether a push of this alone may be more than the server takes. */
export function isOverlong(command: Command): boolean {
  return new TextEncoder().encode(JSON.stringify(command)).length > longestBatch;
}
