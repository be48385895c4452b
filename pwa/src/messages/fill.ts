/** A text, or its plural forms by the categories of `Intl.PluralRules` (Chinese needs only `other`). */
export type Text = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;
export type Params = Readonly<Record<string, string | number>>;

const rules = new Map<string, Intl.PluralRules>();

/** Put the values into a text. A name without a value stays as written, so that a mistake can be seen. */
export function fill(text: Text, params: Params, language: string): string {
  const form = typeof text === 'string' ? text : pluralForm(text, params['n'], language);
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

function pluralForm(text: Exclude<Text, string>, n: string | number | undefined, language: string): string {
  let rule = rules.get(language);
  if (rule === undefined) rules.set(language, (rule = new Intl.PluralRules(language)));
  return text[rule.select(Number(n ?? 0))] ?? text.other ?? '';
}
