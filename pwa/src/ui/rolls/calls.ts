/** The calls of rolls, each by its name. */
import { api, newId, upload } from '../../store';
import { withQuery } from '../board/office';
import type { Field, Roll, Upload } from './wire';

export const MOST_BYTES = 5 * 1024 * 1024;
export const TYPES = '.csv,.txt,.xlsx,.xls,.ods,text/csv';

export function sendRoll(file: File): Promise<Upload> {
  return upload<Upload>(withQuery('/api/rolls', { name: file.name.slice(-200), id: newId() }), file);
}

export interface Choice {
  readonly map: Readonly<Record<string, Field>>;
  readonly area_id?: string;
  readonly area_name?: string;
  readonly sheet?: string;
  /** 0: there is none. */
  readonly header_line?: number;
}

export function previewRoll(id: string, choice: Choice): Promise<Roll> {
  return api.post<Roll>(`/api/rolls/${id}/preview`, { id: newId(), ...choice });
}

export function importRoll(id: string): Promise<Roll> {
  return api.post<Roll>(`/api/rolls/${id}/import`, { id: newId() });
}

export function undoRoll(id: string): Promise<Roll> {
  return api.post<Roll>(`/api/rolls/${id}/undo`, { id: newId() });
}
