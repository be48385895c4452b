/** The calls of setting up, each by its name. The id is made once for a form, so that a lost answer may be asked for again. */
import { api, newId, upload } from '../../store';
import type { MoveJob } from '../sharing/wire';
import type { Cell } from './layout';
import type { Area, Goal, Level, ListedAreas, MadeDoors, Organization, SetCampaign } from './wire';

export function listAreas(text: string, id: string, dry_run: boolean): Promise<ListedAreas> {
  return api.post('/api/areas/list', { id, text, dry_run });
}

/** Of a workbook its first sheet, as the text that `listAreas` takes. */
export async function readAreaFile(file: File): Promise<string> {
  return (await upload<{ readonly text: string }>('/api/areas/file', file)).text;
}

export function makeArea(area: {
  readonly name: string;
  readonly level: Level;
  readonly parent_id: string | null;
}): Promise<Area> {
  return api.post('/api/areas', { id: newId(), ...area });
}

export function changeArea(
  id: string,
  what: { readonly name?: string; readonly level?: Level; readonly parent_id?: string | null },
): Promise<unknown> {
  return api.post(`/api/areas/${id}`, { id: newId(), ...what });
}

export function removeArea(id: string): Promise<unknown> {
  return api.post(`/api/areas/${id}/remove`, { id: newId() });
}

export function makeBuilding(
  id: string,
  building: { readonly area_id: string; readonly name: string; readonly kind: string },
  doors: readonly Cell[],
): Promise<MadeDoors> {
  return api.post('/api/buildings', { id, ...building, doors });
}

export function addDoors(id: string, building: string, doors: readonly Cell[]): Promise<MadeDoors> {
  return api.post(`/api/buildings/${building}/doors`, { id, doors });
}

export function renameBuilding(building: string, name: string): Promise<unknown> {
  return api.post(`/api/buildings/${building}`, { id: newId(), name });
}

export function placeBuilding(building: string, area_id: string): Promise<unknown> {
  return api.post(`/api/buildings/${building}`, { id: newId(), area_id });
}

export function removeBuilding(building: string): Promise<{ readonly closed: number; readonly kept: number }> {
  return api.post(`/api/buildings/${building}/remove`, { id: newId() });
}

export interface CampaignFields {
  readonly name: string;
  readonly starts_on: string;
  readonly ends_on: string;
  readonly max_attempts: number | null;
  readonly goal: Goal;
  /** Of a campaign that there is: left out where none is added. */
  readonly area_ids?: readonly string[];
}

export function makeCampaign(id: string, fields: CampaignFields, like_id: string | null): Promise<SetCampaign> {
  return api.post('/api/campaigns', { id, ...fields, ...(like_id === null ? {} : { like_id }) });
}

export function changeCampaign(campaign: string, fields: CampaignFields): Promise<SetCampaign> {
  return api.post(`/api/campaigns/${campaign}`, { id: newId(), ...fields });
}

export function endCampaign(campaign: string): Promise<unknown> {
  return api.post(`/api/campaigns/${campaign}/end`, { id: newId() });
}

export function reopenCampaign(campaign: string): Promise<unknown> {
  return api.post(`/api/campaigns/${campaign}/reopen`, { id: newId() });
}

/** The area is out at once; its doors follow, as a move that can be asked for and undone. */
export function leaveCampaign(campaign: string, area: string, id: string): Promise<MoveJob> {
  return api.post(`/api/campaigns/${campaign}/areas/${area}/leave`, { id });
}

export function changeOrganization(what: {
  readonly name: string;
  readonly time_zone: string;
  readonly confirmed: boolean;
}): Promise<Organization> {
  return api.post('/api/organization', { id: newId(), ...what });
}
