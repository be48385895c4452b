export function loadDraft<T>(_key: string): Promise<T | null> {
  return Promise.resolve(null);
}
export function keepDraft(_key: string, _value: unknown): Promise<void> {
  return Promise.resolve();
}
export function dropDraft(_key: string): Promise<void> {
  return Promise.resolve();
}
