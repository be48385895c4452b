/** Server-sent events, as far as a desk needs them: how many "changed" have fully arrived, and what is left over of the text. */
export function takeEvents(text: string): { readonly changed: number; readonly rest: string } {
  const blocks = text.replace(/\r\n/g, '\n').split('\n\n');
  const rest = blocks.pop() ?? '';
  const changed = blocks.filter((block) => block.split('\n').some((line) => /^event: ?changed$/.test(line))).length;
  return { changed, rest };
}
