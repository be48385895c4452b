import { signal } from '@preact/signals';

/** Whether the browser promised to keep what is stored; null while it is not known, or where it cannot be asked. */
export const persisted = signal<boolean | null>(null);

let asked = false;

export async function readPersisted(): Promise<void> {
  persisted.value = await ('storage' in navigator && 'persisted' in navigator.storage
    ? navigator.storage.persisted()
    : null);
}

/** Asked at the first save: by then there is something to lose, and the person has shown that they mean it. */
export function askToPersist(): void {
  if (asked || persisted.value === true || !('storage' in navigator) || !('persist' in navigator.storage)) return;
  asked = true;
  void navigator.storage.persist().then(
    (granted) => {
      persisted.value = granted;
    },
    () => undefined,
  );
}
