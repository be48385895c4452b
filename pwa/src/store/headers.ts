/** Headers that say whose cookie counts, and that the call is the app's own. */
export function headersFor(person_id: string | null): Record<string, string> {
  const whose: Record<string, string> = person_id === null ? {} : { 'Doorstep-Person': person_id };
  return { ...whose, 'Doorstep-Client': 'pwa', 'Content-Type': 'application/json', Accept: 'application/json' };
}
