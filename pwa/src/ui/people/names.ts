/** Names pasted from a list: one a line, numbering and blanks at its ends left out, each name once. */
export function namesIn(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/^[\s\d.、．)）-]+/, '').trim());
  return [...new Set(lines.filter((line) => line !== ''))];
}
