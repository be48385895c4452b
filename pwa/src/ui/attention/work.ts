/** Kept bytes as somebody who is no programmer can read them. */
import type { Draft } from '../../store';

export interface ReadWork {
  /** The command's type; null where it cannot be told. */
  readonly type: string | null;
  readonly outcome: string | null;
  /** What was written, by the names of the wire. */
  readonly parts: readonly (readonly [string, unknown])[];
}

const nothing: ReadWork = { type: null, outcome: null, parts: [] };
const told = [
  'note',
  'reason',
  'text',
  'event',
  'rating',
  'category',
  'appointment',
  'building_id',
  'entrance',
  'floor',
  'door',
  'name',
  'phones',
];

/** The command itself; null where it cannot be told. Only of work that the server has taken, and so has read. */
export function commandOf(text: string): Draft | null {
  const command = parse(text);
  if (command === null) return null;
  const { type, body } = command;
  if (type === 'park' && typeof body === 'string') return commandOf(body);
  return typeof type === 'string' ? (command as unknown as Draft) : null;
}

/** A command that was sent as text is taken out of its wrapping. */
export function readWork(text: string): ReadWork {
  const command = parse(text);
  if (command === null) return nothing;
  const { type, outcome, body, fields } = command;
  if (type === 'park' && typeof body === 'string') return readWork(body);
  const own = told.flatMap((name) => (isEmpty(command[name]) ? [] : [[name, command[name]] as const]));
  return {
    type: typeof type === 'string' ? type : null,
    outcome: typeof outcome === 'string' ? outcome : null,
    parts: isRecord(fields) ? [...own, ...Object.entries(fields)] : own,
  };
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';
