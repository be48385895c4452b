// A NUL, a whole surrogate pair, or half of one. Only the pair may stay: for the others a command would be set aside.
// eslint-disable-next-line no-control-regex
const suspicious = /\u0000|[\uD800-\uDBFF][\uDC00-\uDFFF]|[\uD800-\uDFFF]/g;

/** The value with what cannot be sent taken out of every text in it. */
export function strip<T>(value: T): T {
  return stripped(value) as T;
}

function stripped(value: unknown): unknown {
  if (typeof value === 'string') return stripText(value);
  if (Array.isArray(value)) return value.map(stripped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [stripText(key), stripped(part)]));
}

function stripText(text: string): string {
  return text.replace(suspicious, (found) => (found.length === 2 ? found : ''));
}
