/** Closes a switch over a union: a kind that is added and not handled fails to compile. */
export function assertNever(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`);
}
