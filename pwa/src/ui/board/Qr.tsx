import { useEffect, useState } from 'preact/hooks';
import { t } from '../../messages';
import { qrPath } from './qr-path';
import './qr.css';

/** A QR code drawn here, so that the code in it goes nowhere else. Always dark on white, with its quiet zone. */
export function Qr({ text, label }: { readonly text: string; readonly label: string }) {
  const [drawn, draw] = useState<{ readonly path: string; readonly size: number } | null>(null);
  useEffect(() => {
    let wanted = true;
    void import('qr').then(({ encodeQR }) => {
      if (wanted) draw(qrPath(encodeQR(text, 'raw', { ecc: 'medium', border: 4 })));
    });
    return () => {
      wanted = false;
    };
  }, [text]);
  if (drawn === null) return <div class="qr-code">{t('core.loading')}</div>;
  return (
    <svg
      class="qr-code"
      viewBox={`0 0 ${drawn.size} ${drawn.size}`}
      shape-rendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <rect width={drawn.size} height={drawn.size} fill="#fff" />
      <path d={drawn.path} fill="#000" />
    </svg>
  );
}
