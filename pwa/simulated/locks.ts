/** Web Locks for the pages of one browser: who asks with `steal` robs who has it. */
export interface Holder {
  /** To be heard by this page as soon as it runs. */
  hear(told: () => void): void;
}

interface Held {
  readonly by: Holder;
  readonly rob: () => void;
}

type Work<T> = (lock: object | null) => Promise<T>;

export class Locks {
  private readonly held = new Map<string, Held>();

  request<T>(by: Holder, name: string, { steal = false }: { readonly steal?: boolean }, work: Work<T>): Promise<T> {
    const former = this.held.get(name);
    if (former !== undefined && !steal) return work(null);
    former?.rob();
    return new Promise<T>((resolve, reject) => {
      const rob = () => by.hear(() => reject(new DOMException('The lock was stolen', 'AbortError')));
      const mine = { by, rob };
      this.held.set(name, mine);
      const done = () => this.held.get(name) === mine && this.held.delete(name);
      work({ name }).finally(done).then(resolve, reject);
    });
  }

  isHeldBy(holder: Holder): boolean {
    return [...this.held.values()].some(({ by }) => by === holder);
  }

  /** A page that is gone holds nothing. */
  release(holder: Holder): void {
    for (const [name, { by }] of this.held) if (by === holder) this.held.delete(name);
  }
}
