import type { Language } from '../../messages';

/** Each language by its own name: these are not translated. */
export const languageNames: Readonly<Record<Language, string>> = {
  'zh-Hans': '简体中文',
  'zh-Hant': '繁體中文',
  en: 'English',
};
