import { t } from '../../messages';
import { segments } from './counts';
import './meter.css';
import type { Counts } from './wire';
import { sayNumber } from './words';

/** The doors of a row as one bar: met, spoke, tried, not to be visited, never tried. The words are its label. */
export function Meter({ counts, label }: { readonly counts: Counts; readonly label?: string }) {
  const parts = segments(counts);
  const words = parts.map(({ band, count }) => `${t(`desk.band.${band}`)} ${sayNumber(count)}`).join(' · ');
  return (
    <svg
      class="share-meter"
      viewBox="0 0 1000 12"
      preserveAspectRatio="none"
      role="img"
      aria-label={label === undefined ? words : `${label}: ${words}`}
    >
      <title>{words}</title>
      {parts.map(({ band, start, width }) => (
        <rect key={band} data-band={band} x={start} y={0} width={width} height={12} />
      ))}
    </svg>
  );
}

/** What the colours of the meters mean, once for a page. */
export function MeterKey() {
  return (
    <ul class="share-key" aria-hidden="true">
      {(['met', 'answered', 'missed', 'closed', 'never'] as const).map((band) => (
        <li key={band}>
          <i data-band={band} />
          {t(`desk.band.${band}`)}
        </li>
      ))}
    </ul>
  );
}
