/** What was typed from paper for one team and is not saved yet, each line kept by itself: the page may be left, the computer go off. */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { dropDraft, dropDrafts, keepDraft, keptDrafts, loadDraft, loadDrafts } from '../../store';
import type { Head, Typed } from './walk';

/** What changes it takes effect at once, is on disk when it resolves, and rejects with SaveError. */
export interface Sheet {
  readonly head: ReadonlySignal<Head>;
  readonly lines: ReadonlySignal<readonly Typed[]>;
  /** How many of the lines are on this computer's disk: the number that is shown. */
  readonly onDisk: ReadonlySignal<number>;
  /** What was kept before is among the lines. */
  readonly read: Promise<void>;
  /** Who and when, of the lines that come: each keeps what was said when it was typed. */
  readonly say: (part: Partial<Head>) => Promise<void>;
  readonly add: (line: Omit<Typed, 'key' | keyof Head>) => Promise<void>;
  /** All lines are of who and when that are said now. */
  readonly ascribe: () => Promise<void>;
  /** Lines whose save was undone are to be saved again. */
  readonly putBack: (lines: readonly Typed[]) => Promise<void>;
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
    const kept = await loadDrafts<Omit<Typed, keyof Head> & Partial<Head>>(`${about}/`);
    before.value = (kept.size > 0 ? await loadDraft<Head>(about) : null) ?? fresh;
    const found = [...kept.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    const isFound = new Set(found.map(({ key }) => key));
    for (const key of isFound) wasKept.add(key);
    const whole = found.map((line) => ({ ...before.value, ...line })); // an earlier version kept who and when beside them only
    typed.value = [...whole, ...typed.value.filter(({ key }) => !isFound.has(key))];
    for (const [index, line] of whole.entries()) if (found[index]?.by === undefined) await keep(line);
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
      const added = { ...line, ...head.value, key: String(last) };
      typed.value = [...typed.value, added];
      await keepHead(); // first: a line on disk has with it whose it is
      if (typed.value.some(({ key }) => key === added.key)) await keep(added);
    },
    async ascribe() {
      typed.value = lines.value.map((line) => ({ ...line, ...head.value }));
      for (const line of typed.value) await keep(line);
    },
    async putBack(undone) {
      for (const { key } of undone) wasKept.delete(key);
      typed.value = [...undone, ...typed.value];
      await keepHead();
      for (const line of undone) await keep(line);
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
