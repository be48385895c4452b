/** Headers that say whose cookie counts, what is searched for (it may be a name, and addresses stand in logs), and that the call is the app's own. */
export function headersFor(person_id: string | null, words = ''): Record<string, string> {
  const whose: Record<string, string> = person_id === null ? {} : { 'Doorstep-Person': person_id };
  const search: Record<string, string> =
    words === '' ? {} : { 'Doorstep-Words': encodeURIComponent(wellFormed(words)) };
  return {
    ...whose,
    ...search,
    'Doorstep-Client': 'pwa',
    'Content-Type': 'application/json',
    Accept: 'application/json',
  };
}

/** Half a sign, as a keyboard may leave it for a moment, is no text. */
const wellFormed = (words: string): string => words.replace(/\p{Surrogate}/gu, '\ufffd');
