import { isRecord } from '../sync/answers';
import { callAs } from './api';
import { ApiProblem } from './errors';

/*
 * People who were taken off this phone without a network. Their cookie is out of our reach until the server ends it:
 * till then it must open nothing.
 */

const key = 'doorstep-owed-logouts';

export function oweLogout(person_id: string): void {
  write([...owed().filter((id) => id !== person_id), person_id]);
}

/** Whoever takes the phone again with a new code has a new cookie, and is not to be logged out. */
export function forgetOwed(person_id: string): void {
  write(owed().filter((id) => id !== person_id));
}

/** Log out whom we still owe it. False while the server cannot be reached. */
export async function payLogouts(): Promise<boolean> {
  for (const person_id of owed()) {
    try {
      const done = await callAs<unknown>(person_id, 'POST', '/api/logout', {});
      if (!isRecord(done) || done['id'] !== person_id) return false; // it was not the server that answered
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 401) return false; // 401: that sign-in is over
    }
    forgetOwed(person_id);
  }
  return true;
}

function owed(): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}

function write(ids: readonly string[]): void {
  try {
    if (ids.length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(ids));
  } catch {
    // Storage is refused: then nothing was kept here to begin with.
  }
}
