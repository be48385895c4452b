import { currentStore } from './current';
import { show } from './save';

/** The person has looked at it. */
export async function dismissAttention(id: string): Promise<void> {
  const store = currentStore();
  if (store === null) return;
  await store.db.write(['attention'], (tx) => tx.objectStore('attention').delete(id));
  await show(store, []);
}
