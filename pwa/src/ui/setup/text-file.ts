/** A file of an office as text: UTF-8, UTF-16 with its mark, or GB18030. Null if it is none of them. */
export async function readTextFile(file: Blob): Promise<string | null> {
  return textOf(new Uint8Array(await file.arrayBuffer()));
}

export function textOf(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const marks: Readonly<Record<string, string>> = { 'ff fe': 'utf-16le', 'fe ff': 'utf-16be' };
  const marked = marks[`${(first ?? 0).toString(16)} ${(second ?? 0).toString(16)}`];
  for (const encoding of marked === undefined ? ['utf-8', 'gb18030'] : [marked]) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return text.includes('\u0000') ? null : text;
    } catch {
      continue; // not this one
    }
  }
  return null;
}
