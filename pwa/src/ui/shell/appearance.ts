import { effect, signal } from '@preact/signals';
import { currentLanguage, setLanguage } from '../../messages';
import { settings } from '../../store';

/** Put the settings where css and the texts find them, now and at each change. */
export function followSettings(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const systemIsDark = signal(dark.matches);
  dark.addEventListener('change', ({ matches }) => {
    systemIsDark.value = matches;
  });
  effect(() => {
    const { theme, text_size } = settings.value;
    const { dataset } = document.documentElement;
    dataset['theme'] = theme === 'auto' ? (systemIsDark.value ? 'dark' : 'light') : theme;
    dataset['text'] = String(text_size);
  });
  effect(() => {
    const { language } = settings.value;
    if (language !== currentLanguage()) void setLanguage(language);
  });
}
