/** The part of the browser's barcode reader that is used here. */
export interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = new (options: { formats: readonly string[] }) => Detector;

function detectorClass(): DetectorClass | null {
  const found = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  return found ?? null;
}

/** Where a code cannot be scanned inside the app it can be typed, or scanned with the phone's own camera. */
export function canScan(): boolean {
  return detectorClass() !== null && 'mediaDevices' in navigator;
}

export function makeDetector(): Detector | null {
  const Class = detectorClass();
  return Class === null ? null : new Class({ formats: ['qr_code'] });
}
