/** Send and fetch now. Resolves when the round has ended, well or not: `syncing` says which. */
export function syncNow(): Promise<void> {
  return Promise.resolve();
}
