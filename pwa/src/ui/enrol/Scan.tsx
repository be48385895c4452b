import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../messages';
import { Sheet } from '../parts';
import { makeDetector } from './detector';

interface Props {
  readonly onFound: (text: string) => void;
  readonly onClose: () => void;
}

/** The camera's picture, until a QR code is in it. */
export function Scan({ onFound, onClose }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    watch(video.current, stop.signal).then(
      (text) => {
        if (text !== null) onFound(text);
      },
      () => setRefused(true),
    );
    return () => stop.abort();
  }, []);
  return (
    <Sheet title={t('core.enrol.scan')} onClose={onClose}>
      {refused ? <p role="alert">{t('core.enrol.scan.refused')}</p> : <p>{t('core.enrol.scan.text')}</p>}
      {!refused && <video ref={video} class="enrol-video" muted playsInline />}
    </Sheet>
  );
}

async function watch(video: HTMLVideoElement | null, stop: AbortSignal): Promise<string | null> {
  if (video === null) return null;
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  try {
    video.srcObject = stream;
    await video.play();
    const detector = await makeDetector();
    while (!stop.aborted) {
      const [found] = await detector.detect(video);
      if (found !== undefined) return found.rawValue;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
