import { effect, signal } from '@preact/signals';
import type { Settings } from './types';

const key = 'doorstep-settings';
const languages = ['zh-Hans', 'zh-Hant', 'en'] as const;
const themes = ['auto', 'light', 'dark'] as const;
const sizes = [18, 22, 26, 30] as const;

/** How this phone shows things. Read at once at start, so that nothing flickers; each change is kept. */
export const settings = signal<Settings>(read());

export function startSettings(): void {
  effect(() => {
    try {
      localStorage.setItem(key, JSON.stringify(settings.value));
    } catch {
      // A browser that keeps nothing shows the settings for this visit only.
    }
  });
}

function read(): Settings {
  const kept = parse();
  return {
    language: languages.find((each) => each === kept['language']) ?? fromBrowser(),
    theme: themes.find((each) => each === kept['theme']) ?? 'auto',
    text_size: sizes.find((each) => each === kept['text_size']) ?? 18,
  };
}

function parse(): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function fromBrowser(): Settings['language'] {
  for (const tag of navigator.languages) {
    const lower = tag.toLowerCase();
    if (lower.startsWith('en')) return 'en';
    if (/^zh-(hant|tw|hk|mo)/.test(lower)) return 'zh-Hant';
    if (lower.startsWith('zh')) return 'zh-Hans';
  }
  return 'zh-Hans';
}
