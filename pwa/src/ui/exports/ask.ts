/** What is to go out, as the address of its file. Pure. */
import type { Language } from '../../messages';
import { withQuery } from '../board/office';
import { writeFilter, type DoorFilter } from '../desk/filters';

export const KINDS = ['households', 'visits', 'requests', 'coverage'] as const;
export const FORMATS = ['xlsx', 'csv', 'geojson'] as const;
export const BY = ['building', 'team', 'area', 'person'] as const;

export interface Wanted {
  readonly kind: (typeof KINDS)[number];
  readonly format: (typeof FORMATS)[number];
  readonly by: (typeof BY)[number];
  readonly whole_phones: boolean;
}

/** A filter of doors narrows all but coverage, which is counted by team and building only. */
export function exportPath(campaign: string, wanted: Wanted, filter: DoorFilter, language: Language): string {
  const { kind, format, by, whole_phones } = wanted;
  const path = withQuery(`/api/exports/${kind}`, {
    format,
    language,
    campaign_id: campaign,
    by: kind === 'coverage' ? by : null,
    phones: kind === 'households' && whole_phones ? 'whole' : null,
  });
  const { team_id, building_id } = filter;
  const narrowed = writeFilter(
    kind === 'coverage' ? { ...(team_id && { team_id }), ...(building_id && { building_id }) } : filter,
  );
  return narrowed === '' ? path : `${path}&${narrowed}`;
}
