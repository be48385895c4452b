/** Roles, actions and their counts in words. */
import { t, tMaybe } from '../../messages';
import type { AuditLine, RoleHeld } from './wire';

export function sayRole({ role, team_id, area_id, place }: RoleHeld): string {
  const name = tMaybe(`people.role.${role}`) ?? role;
  const reach = place ?? (team_id === undefined && area_id === undefined ? t('people.role.everywhere') : '');
  return reach === '' ? name : t('people.role.line', { role: name, place: reach });
}

/** A newer server may do what this app has no words for yet: then its own. */
export const sayAction = (action: string): string => tMaybe(`people.did.${action}`) ?? action;

/** How much; of what was taken out also what it was. */
export function sayCounts({ action, counts }: Pick<AuditLine, 'action' | 'counts'>): string {
  const kindOf = (name: string): string | null => (action === 'export_made' ? tMaybe(`people.export.${name}`) : null);
  return Object.entries(counts)
    .filter(([, n]) => n !== 0)
    .map(([name, n]) => kindOf(name) ?? tMaybe(`people.count.${name}`, { n }) ?? `${name} ${n}`)
    .join(t('desk.list'));
}
