/** What was typed from paper for one team and is not saved yet, each line kept by itself: the page may be left, the computer go off. */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { dropDraft, dropDrafts, keepDraft, keptDrafts, loadDraft, loadDrafts } from '../../store';
import type { Typed } from './walk';

export interface Head {
  /** Who knocked: a person's id. */
  readonly by: string;
  readonly on: string;
}

/** What changes it takes effect at once, is on disk when it resolves, and rejects with SaveError. */
export interface Sheet {
  readonly head: ReadonlySignal<Head>;
  readonly lines: ReadonlySignal<readonly Typed[]>;
  /** How many of the lines are on this computer's disk: the number that is shown. */
  readonly onDisk: ReadonlySignal<number>;
  /** What was kept before is among the lines. */
  readonly read: Promise<void>;
  readonly say: (part: Partial<Head>) => Promise<void>;
  readonly add: (line: Omit<Typed, 'key'>) => Promise<void>;
  /** Under which these are kept: what saves them lets go of them. */
  readonly keysOf: (lines: readonly Typed[]) => readonly string[];
  readonly drop: (lines: readonly Typed[]) => Promise<void>;
}

/** Whether who and when are kept under this key, beside the lines of a team. */
export const isHeadKey = (key: string): boolean => /^paper\/[^/]+$/.test(key);

/** The lines kept for a team, as soon as they are read; those typed meanwhile come after them. */
export function openSheet(campaign: string, team_id: string, fresh: Head): Sheet {
  const about = `paper/${team_id}`;
  const keyOf = ({ key, door }: Typed): string => `${about}/${door.household_id}/${key}`; // an erasure finds its household in it
  const said = signal<Partial<Head>>({});
  const before = signal<Head>(fresh);
  const typed = signal<readonly Typed[]>([]);
  const wasKept = new Set<string>();
  const head = computed(() => ({ ...before.value, ...said.value }));
  const isKept = (line: Typed): boolean => keptDrafts.value.has(keyOf(line));
  const lines = computed(() => typed.value.filter((line) => isKept(line) || !wasKept.has(line.key)));
  let last = 0;

  const keep = async (line: Typed): Promise<void> => {
    await keepDraft(keyOf(line), line);
    wasKept.add(line.key);
  };
  /** Beside lines only: who and when belong to them, and are not what a later visit begins with. */
  const keepHead = async (): Promise<void> => {
    await reading;
    if (lines.value.length > 0) await keepDraft(about, head.value);
  };
  const read = async (): Promise<void> => {
    await takeApart(`paper-${campaign}-${team_id}`, about, keyOf);
    const kept = await loadDrafts<Typed>(`${about}/`);
    before.value = (kept.size > 0 ? await loadDraft<Head>(about) : null) ?? fresh;
    const found = [...kept.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    const isFound = new Set(found.map(({ key }) => key));
    for (const key of isFound) wasKept.add(key);
    typed.value = [...found, ...typed.value.filter(({ key }) => !isFound.has(key))];
  };
  const reading = team_id === '' ? Promise.resolve() : read().catch(() => undefined); // an unreadable one must not lock the page
  return {
    head,
    lines,
    onDisk: computed(() => lines.value.filter(isKept).length),
    read: reading,
    say(part) {
      said.value = { ...said.value, ...part };
      return keepHead();
    },
    async add(line) {
      last = Math.max(Date.now(), last + 1);
      const added = { ...line, key: String(last) };
      typed.value = [...typed.value, added];
      await keepHead(); // first: a line on disk has with it whose it is
      if (typed.value.some(({ key }) => key === added.key)) await keep(added);
    },
    keysOf: (saved) => saved.map(keyOf),
    async drop(gone) {
      typed.value = typed.value.filter(({ key }) => !gone.some((each) => each.key === key));
      await dropDrafts([...gone.map(keyOf), ...(typed.value.length === 0 ? [about] : [])]);
    },
  };
}

/** A list that an earlier version kept in one piece is kept line by line. */
async function takeApart(former: string, about: string, keyOf: (line: Typed) => string): Promise<void> {
  const kept = await loadDraft<{ readonly head: Head; readonly lines: readonly Typed[] }>(former);
  if (kept === null) return;
  await keepDraft(about, kept.head);
  for (const line of kept.lines) await keepDraft(keyOf(line), line);
  await dropDraft(former);
}
