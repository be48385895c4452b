/** A text, or its plural forms by the categories of `Intl.PluralRules` (Chinese needs only `other`). */
export type Text = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;
export type Params = Readonly<Record<string, string | number>>;

const rules = new Map<string, Intl.PluralRules>();
const counts = new Map<string, Intl.NumberFormat>();

/** When something is: in Chinese digits stand apart from words ("自 9:30"), words do not ("自昨天"). */
const times = new Set(['time', 'when', 'until']);
const start = '\uE000';
const end = '\uE001';

/** Put the values into a text. A name without a value stays as written, so that a mistake can be seen. */
export function fill(text: Text, params: Params, language: string): string {
  const form = typeof text === 'string' ? text : pluralForm(text, params['n'], language);
  const filled = form.replace(/\{(\w+)\}/g, (whole, name: string) =>
    times.has(name) ? `${start}${params[name] ?? whole}${end}` : say(name, params[name] ?? whole, language),
  );
  return closeUp(filled);
}

/** `n` is a count: "5,098". What else is a number may be a year or a floor. */
function say(name: string, value: string | number, language: string): string {
  if (name !== 'n' || typeof value !== 'number') return String(value);
  let format = counts.get(language);
  if (format === undefined) counts.set(language, (format = new Intl.NumberFormat(language)));
  return format.format(value);
}

function closeUp(filled: string): string {
  if (!filled.includes(start)) return filled;
  return filled
    .replace(/(\p{Script=Han}) \uE000(?=\p{Script=Han})/gu, '$1')
    .replace(/(\p{Script=Han})\uE001 (?=\p{Script=Han})/gu, '$1')
    .replace(/[\uE000\uE001]/g, '');
}

function pluralForm(text: Exclude<Text, string>, n: string | number | undefined, language: string): string {
  let rule = rules.get(language);
  if (rule === undefined) rules.set(language, (rule = new Intl.PluralRules(language)));
  return text[rule.select(Number(n ?? 0))] ?? text.other ?? '';
}
