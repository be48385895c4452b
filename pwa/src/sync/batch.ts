import type { Command, Receipt } from '../protocol';

const longestBatch = 900 * 1024; // bytes, under the server's 1 MiB
/** Custody takes the whole of a command: only what no body could carry is cut. */
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

/** Of a command that is too large alone, its text, and of that the beginning. */
export function asShorterText(command: Command): Command {
  if (command.type !== 'park') return asText(command);
  return { ...command, body: command.body.slice(0, Math.floor(command.body.length / 4)) };
}
