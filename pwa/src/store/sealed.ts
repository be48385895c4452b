/** What one person had not sent, sealed so that whoever finds the file reads nothing. Python opens it: the vectors are shared. */
export interface SealedPart {
  readonly organization: string;
  readonly person: string;
  readonly replica: string;
  readonly nonce: string;
  readonly sealed: string;
}

/** Base64, 256 bits, and the replica that it was given to. */
export interface SealKey {
  readonly replica: string;
  readonly key: string;
}

const label = 'doorstep outbox 1';

/** Browsers seal only on pages that came over https, or from this computer itself. */
export function canSeal(): boolean {
  return (globalThis.crypto as Crypto | undefined)?.subtle !== undefined;
}

export async function sealPart(
  whose: { readonly organization: string; readonly person: string },
  { replica, key }: SealKey,
  plain: string,
  nonce: Uint8Array<ArrayBuffer> = crypto.getRandomValues(new Uint8Array(12)),
): Promise<SealedPart> {
  const { organization, person } = whose;
  const secret = await crypto.subtle.importKey('raw', bytesOf(key), 'AES-GCM', false, ['encrypt']);
  const additionalData = new TextEncoder().encode([label, organization, person, replica].join('\n'));
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData };
  const sealed = await crypto.subtle.encrypt(algorithm, secret, new TextEncoder().encode(plain));
  return { organization, person, replica, nonce: base64(nonce), sealed: base64(new Uint8Array(sealed)) };
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
