import { tellTabs } from '../store/channel';
import { openDatabase } from '../store/database';
import { headersFor } from '../store/headers';
import { createLedger, type Ears } from '../store/ledger';
import { asOnlySyncer } from '../sync/lock';
import { noTrouble, pushAll } from '../sync/push';
import { httpTransport } from '../sync/transport';

const named = /^doorstep-([\w-]+)\.([\w-]+)$/;

/**
 * Send what everybody on this phone left unsent, while no page is open to do it. Fails if something is left, so that
 * the browser wakes us again. What came back is shown by the pages that are open, or when the app is next opened.
 */
export async function sendAll(): Promise<void> {
  if (!('databases' in indexedDB)) return;
  const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  const ends = await Promise.allSettled(names.map(sendFrom)); // one who is signed out, say, holds up nobody else
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw new Error('not all is sent', { cause: failed.reason });
}

async function sendFrom(name: string): Promise<void> {
  const [, organization_id, person_id] = named.exec(name) ?? [];
  if (organization_id !== undefined && person_id !== undefined)
    await sendAs(name, `${organization_id}.${person_id}`, person_id);
}

async function sendAs(name: string, key: string, person_id: string): Promise<void> {
  const db = openDatabase(name);
  try {
    const ours = (stop: AbortSignal) => httpTransport(headersFor(person_id), stop);
    const left = await asOnlySyncer(`doorstep-sync-${key}`, noBeats, ours, async (transport, beat) => {
      const stopped = await pushAll(createLedger(db, earsOf(key)), transport, noTrouble(), beat);
      if (stopped !== null) throw new Error(stopped.problem);
    });
    void left; // false: a page is at it
  } finally {
    db.close();
  }
}

/** The worker takes the lock only where it is free: pages tell each other when to steal it. */
const noBeats = { read: () => ({ at: Date.now(), by: '' }), write: () => undefined };

/** Pages that are open read again what changed, and with it what they keep of it elsewhere (people.ts). */
function earsOf(key: string): Ears {
  return {
    changed: (households, items) => Promise.resolve(tellTabs(key, { households, items })),
    heard: () => undefined,
    placeOf: () => '',
    received: () => undefined,
    counted: () => undefined,
    persisted: () => null,
  };
}
