import { t } from '../../messages';
import './open-elsewhere.css';

/** A drawing of a messenger's page: the menu's three dots, and what to choose in it. */
export function OpenElsewhere() {
  return (
    <figure class="open-elsewhere" role="img" aria-label={t('core.unsupported.built_in.picture')}>
      <svg viewBox="0 0 280 150" aria-hidden="true">
        <rect x="20" y="10" width="240" height="150" rx="18" class="frame" />
        <path d="M20 48h240" class="frame" />
        <circle cx="214" cy="29" r="4" class="dot" />
        <circle cx="228" cy="29" r="4" class="dot" />
        <circle cx="242" cy="29" r="4" class="dot" />
        <circle cx="228" cy="29" r="24" class="ring" />
        <path d="M170 100c30 0 52-14 56-42M226 58l-10 8M226 58l7 11" class="ring" />
      </svg>
      <figcaption>{t('core.unsupported.built_in.choose')}</figcaption>
    </figure>
  );
}
