import { isRecord } from '../sync/answers';
import { callAs } from './api';
import { isNamed, type Owner } from './people';
import type { SliceRow } from './schema';
import type { Session } from './types';

/** What the server says of who is signed in. */
export interface Me {
  readonly person: Session['person'];
  readonly organization: Session['organization'];
  readonly roles: Session['roles'];
  readonly slices: readonly Pick<SliceRow, 'id' | 'kind'>[];
  readonly access?: Session['access'];
  readonly replica_highest_n?: number;
  readonly seal_key?: string;
}

/** `asked`: who it must be; null: whoever it is. Throws ApiProblem; null if what came is no such answer. */
export async function readMe(asked: Owner | null, replica: string | null = null): Promise<Me | null> {
  const path = replica === null ? '/api/me' : `/api/me?replica=${encodeURIComponent(replica)}`;
  const value = await callAs<Me>(asked?.person.id ?? null, 'GET', path);
  return isOf(asked, value) ? value : null;
}

/** Whether this tells of a person, and of the one who was asked about: a portal answers with 200 and JSON of its own. */
export function isOf(asked: Owner | null, value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { person, organization, roles, slices } = value;
  if (!isNamed(person) || !isNamed(organization) || !Array.isArray(roles) || !isListOfIds(slices)) return false;
  return asked === null || (person.id === asked.person.id && organization.id === asked.organization.id);
}

function isListOfIds(value: unknown): boolean {
  return Array.isArray(value) && value.every((each: unknown) => isRecord(each) && typeof each['id'] === 'string');
}
