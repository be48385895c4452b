/** Telephone numbers as the screen shows them: enough to recognise, not enough to copy over a shoulder. */

const DOTS = '····';

/** "18690743915" → "186····3915". Short numbers show only their last two digits. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  if (digits.length < 8) return DOTS + digits.slice(-2);
  const local = digits.length === 13 && digits.startsWith('86') ? digits.slice(2) : digits;
  return local.slice(0, 3) + DOTS + local.slice(-4);
}

/** What a tel: link may hold; null when nobody could be rung with it. */
export function diallable(phone: string): string | null {
  const number = phone.replace(/[^\d+]/g, '');
  return number.replace(/\D/g, '').length >= 3 ? number : null;
}
