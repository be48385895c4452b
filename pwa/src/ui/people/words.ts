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

export function sayCounts(counts: AuditLine['counts']): string {
  return Object.entries(counts)
    .filter(([, n]) => n !== 0)
    .map(([name, n]) => tMaybe(`people.count.${name}`, { n }) ?? `${name} ${n}`)
    .join(t('desk.list'));
}
