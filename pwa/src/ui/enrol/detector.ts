/** The part of a barcode reader that is used here. */
export interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: ['qr_code'] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** Where there is no camera for this page, a code can be typed, or scanned with the phone's own camera app. */
export const canScan = (): boolean => 'mediaDevices' in navigator;

/** The browser's own reader; most have none (iPhones, laptops), or one that reads no QR codes. Ours is loaded for them. */
export async function makeDetector(): Promise<Detector> {
  const own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  const reads = own === undefined ? [] : await own.getSupportedFormats();
  const Class = own !== undefined && reads.includes('qr_code') ? own : (await import('qr/decode.js')).BarcodeDetector;
  return new Class({ formats: ['qr_code'] });
}
