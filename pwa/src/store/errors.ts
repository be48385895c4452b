/** Nothing was saved. full: no room. denied: the browser refuses storage. gone: its database closed and would not reopen. */
export class SaveError extends Error {
  override readonly name = 'SaveError';
  readonly code: 'full' | 'denied' | 'gone';

  constructor(code: SaveError['code'], options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}

/** Not everything was taken back; what was, was so under these ids. */
export class UndoneInPart extends Error {
  override readonly name = 'UndoneInPart';
  readonly undone: readonly string[];

  constructor(undone: readonly string[], options?: ErrorOptions) {
    super('not everything can be taken back', options);
    this.undone = undone;
  }
}

/** An online call that did not succeed. `status` 0: no answer of ours came back. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly detail: string;

  constructor(status: number, code: string, detail: string) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

/** For a step of several that hang together in nothing: one that fails holds up none of the others. */
export async function byItself(step: () => unknown): Promise<void> {
  try {
    await step();
  } catch {
    // What it was to bring comes with the next change, or at the next start.
  }
}
