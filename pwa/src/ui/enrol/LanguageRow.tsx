import { languages } from '../../messages';
import { settings } from '../../store';
import { languageNames } from '../phone/choices';

/** The languages, each by its own name, so that everybody finds theirs. */
export function LanguageRow() {
  return (
    <div class="enrol-languages">
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={settings.value.language === language}
          onClick={() => {
            settings.value = { ...settings.value, language };
          }}
        >
          {languageNames[language]}
        </button>
      ))}
    </div>
  );
}
