import { signal } from '@preact/signals';
import type zhHansCore from './core/zh-Hans.json';
import type zhHansDesk from './desk/zh-Hans.json';
import type zhHansDoor from './door/zh-Hans.json';
import type zhHansRolls from './rolls/zh-Hans.json';
import type zhHansSharing from './sharing/zh-Hans.json';
import type zhHansSeeing from './seeing/zh-Hans.json';
import type zhHansPeople from './people/zh-Hans.json';
import type zhHansSetup from './setup/zh-Hans.json';
import { fill, type Params, type Text } from './fill';

export type Language = 'zh-Hans' | 'zh-Hant' | 'en';
export const languages: readonly Language[] = ['zh-Hans', 'zh-Hant', 'en'];

/** `area.key` for each key in the simplified Chinese tables: that table decides which texts there are. */
export type MessageKey =
  | `core.${keyof typeof zhHansCore}`
  | `door.${keyof typeof zhHansDoor}`
  | `desk.${keyof typeof zhHansDesk}`
  | `setup.${keyof typeof zhHansSetup}`
  | `seeing.${keyof typeof zhHansSeeing}`
  | `people.${keyof typeof zhHansPeople}`
  | `rolls.${keyof typeof zhHansRolls}`
  | `sharing.${keyof typeof zhHansSharing}`;

export type Table = Readonly<Record<string, Readonly<Record<string, Text>>>>;

interface Loaded {
  readonly language: Language;
  readonly table: Table;
}

const loaded = signal<Loaded>({ language: 'zh-Hans', table: {} });

const loaders: Readonly<Record<Language, () => Promise<{ table: Table }>>> = {
  'zh-Hans': () => import('./zh-Hans'),
  'zh-Hant': () => import('./zh-Hant'),
  en: () => import('./en'),
};

/** Fetch a language's table (one chunk) and show it from then on. The old texts stay until it is here. */
export async function setLanguage(language: Language): Promise<void> {
  const { table } = await loaders[language]();
  loaded.value = { language, table };
  document.documentElement.lang = language;
}

/** The language of the texts on the screen now. */
export function currentLanguage(): Language {
  return loaded.value.language;
}

/** The text for a key, with `{name}` filled in. `n` chooses the plural form. Read in a component, it follows the language. */
export function t(key: MessageKey, params: Params = {}): string {
  return lookUp(key, params) ?? key;
}

/** The text for a code of the server's, which may be newer than this app: then the code itself, never the key. */
export function tCode(key: MessageKey, code: string, params: Params = {}): string {
  return lookUp(key, params) ?? code;
}

/** For keys made from any words of others: null if there is no such text. */
export function tMaybe(key: string, params: Params = {}): string | null {
  return lookUp(key, params);
}

function lookUp(key: string, params: Params): string | null {
  const { language, table } = loaded.value;
  const dot = key.indexOf('.');
  const text = table[key.slice(0, dot)]?.[key.slice(dot + 1)];
  return text === undefined ? null : fill(text, params, language);
}

/** The language a new phone begins with: the first of the browser's that we have, else simplified Chinese. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const lower = tag.toLowerCase();
    if (lower.startsWith('en')) return 'en';
    if (/^zh-(hant|tw|hk|mo)/.test(lower)) return 'zh-Hant';
    if (lower.startsWith('zh')) return 'zh-Hans';
  }
  return 'zh-Hans';
}
