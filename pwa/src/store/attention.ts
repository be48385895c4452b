export function dismissAttention(_id: string): Promise<void> {
  return Promise.resolve();
}
