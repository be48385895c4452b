/**
 * The one place where rows are turned into what the disk holds, and back. Today both are the same: what is on the
 * phone is not encrypted yet. Both directions are asynchronous and take whole batches, because encryption will need
 * that; so seal before a transaction begins and open after it ended. Ids, versions and sync state stay in clear.
 */
declare const sealed: unique symbol;
export type Sealed<T> = { readonly [sealed]: T };

export function seal<T>(value: T): Promise<Sealed<T>> {
  return Promise.resolve(value as unknown as Sealed<T>);
}

export function sealAll<T>(values: readonly T[]): Promise<readonly Sealed<T>[]> {
  return Promise.all(values.map((value) => seal(value)));
}

export function open<T>(row: Sealed<T>): Promise<T> {
  return Promise.resolve(row as unknown as T);
}

export function openAll<T>(rows: readonly Sealed<T>[]): Promise<readonly T[]> {
  return Promise.resolve(rows as unknown as readonly T[]);
}
