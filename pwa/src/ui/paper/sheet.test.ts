import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { keepDraft, loadDraft, loadDrafts, outbox } from '../../store';
import { forgetErased } from '../../store/erased';
import { passOverGone } from '../../store/drafts';
import { anOpenStore, campaign_id, household, team_id } from '../../store/makers';
import { aDoor } from './makers';
import { openSheet, type Sheet } from './sheet';
import { saveTyped } from './typed';
import type { Typed } from './walk';

const aLine = (n: number, note = ''): Omit<Typed, 'key' | 'by' | 'on'> => ({
  door: aDoor({ household_id: household(n), door: `30${n}`, name: '王' }),
  outcome: 'met',
  time: '19:05',
  note,
});
const fresh = { by: '', on: '2026-11-27' };
const opened = (): Sheet => openSheet(campaign_id, team_id, fresh);
const doors = (sheet: Sheet): readonly (string | null)[] => sheet.lines.value.map(({ door }) => door.door);

test('a line typed while what was kept is still being read stands after it', async () => {
  await anOpenStore();
  const before = opened();
  await before.add(aLine(1));
  await before.add(aLine(2));
  await before.say({ by: 'li' });

  const again = opened();
  const adding = again.add(aLine(3)); // nothing is read yet
  expect(doors(again)).toEqual(['303']);
  await again.read;
  await adding;

  expect(doors(again)).toEqual(['301', '302', '303']);
  expect(again.onDisk.value).toBe(3);
  expect(again.head.value).toEqual({ by: 'li', on: '2026-11-27' });
  const later = opened();
  await later.read;
  expect(doors(later)).toEqual(['301', '302', '303']);
});

test('a line that counts as kept has with it who knocked and when, wherever the page is closed', async () => {
  await anOpenStore();
  const sheet = opened();
  await sheet.say({ by: 'li', on: '2026-11-20' });
  const kept = new Promise((done) => {
    sheet.onDisk.subscribe((count) => {
      if (count === 1) done(loadDraft(`paper/${team_id}`));
    });
  });

  await sheet.add(aLine(1));

  expect(await kept).toEqual({ by: 'li', on: '2026-11-20' });
});

test('who knocked, said while what was kept is still being read, is what stands', async () => {
  await anOpenStore();
  await opened().add(aLine(1));
  await opened().say({ by: 'li', on: '2026-11-20' });

  const again = opened();
  await again.say({ by: 'wang' });

  expect(again.head.value).toEqual({ by: 'wang', on: '2026-11-20' });
  expect(doors(again)).toEqual(['301']);
});

test('a line that is removed while it is being kept does not come back', async () => {
  await anOpenStore();
  const sheet = opened();
  const adding = sheet.add(aLine(1));

  await sheet.drop(sheet.lines.value);
  await adding;

  const again = opened();
  await again.read;
  expect([...doors(sheet), ...doors(again)]).toEqual([]);
});

test('lines that were saved are dropped, and one typed meanwhile stays', async () => {
  await anOpenStore();
  const sheet = opened();
  await sheet.add(aLine(1));
  const saving = sheet.lines.value;
  await sheet.add(aLine(2));

  await sheet.drop(saving);

  expect(doors(sheet)).toEqual(['302']);
  const again = opened();
  await again.read;
  expect(doors(again)).toEqual(['302']);
});

test('lines that are saved are on the sheet no more, though the page is closed while they are being sent', async () => {
  const store = await anOpenStore();
  store.loop = { now: () => new Promise(() => undefined), nudge: () => undefined, stop: () => undefined }; // a slow network
  const sheet = opened();
  await sheet.add(aLine(1));
  await sheet.say({ by: 'li' });
  const [lines, about] = [sheet.lines.value, { campaign: campaign_id, team_id }];

  void saveTyped({ ...about, lines }, () => 1_000, sheet.keysOf(lines));
  await sheet.add(aLine(2)); // who knocked stays with it
  await vi.waitFor(() => expect(outbox.value).toHaveLength(1));

  const again = openSheet(campaign_id, team_id, { by: '', on: '2026-11-30' });
  await again.read;
  expect([doors(sheet), doors(again)]).toEqual([['302'], ['302']]);
  expect(again.head.value).toEqual({ by: 'li', on: '2026-11-27' });
});

test('lines about people who were erased go, from the page too', async () => {
  const store = await anOpenStore();
  const sheet = opened();
  await sheet.add(aLine(1, '她女儿的事'));
  await sheet.add(aLine(2));

  await forgetErased(store.db, [household(1)]);
  await passOverGone([household(1)]);

  expect(doors(sheet)).toEqual(['302']);
  expect([...(await loadDrafts<Typed>(`paper/${team_id}/`)).values()].map(({ door }) => door.door)).toEqual(['302']);
});

test('a line stays with who knocked and when as it was typed, whatever is said for those that come', async () => {
  await anOpenStore();
  const sheet = opened();
  await sheet.say({ by: 'li' });
  await sheet.add(aLine(1));
  await sheet.say({ by: 'wang', on: '2026-11-28' });
  await sheet.add(aLine(2));

  const again = opened();
  await again.read;
  const [first, second] = again.lines.value;
  expect([first?.by, first?.on, second?.by, second?.on]).toEqual(['li', '2026-11-27', 'wang', '2026-11-28']);
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  await saveTyped({ campaign: campaign_id, team_id, lines: again.lines.value }, () => 1_000, []);
  vi.unstubAllGlobals();
  expect(outbox.value.map(({ command }) => command)).toMatchObject([{ for_person: 'li' }, { for_person: 'wang' }]);
});

test('all lines are of another where somebody says so', async () => {
  await anOpenStore();
  const sheet = opened();
  await sheet.say({ by: 'li' });
  await sheet.add(aLine(1));
  await sheet.say({ by: 'wang' });

  await sheet.ascribe();

  const again = opened();
  await again.read;
  expect([...sheet.lines.value, ...again.lines.value].map(({ by }) => by)).toEqual(['wang', 'wang']);
});

test('lines whose save was undone stand on the sheet again, with who knocked and when', async () => {
  await anOpenStore();
  const sheet = opened();
  await sheet.say({ by: 'li' });
  await sheet.add(aLine(1));
  const saved = sheet.lines.value;
  await sheet.drop(saved);
  await sheet.say({ by: 'wang' });

  await sheet.putBack(saved);

  const again = opened();
  await again.read;
  expect([...sheet.lines.value, ...again.lines.value].map(({ by }) => by)).toEqual(['li', 'li']);
});

test('a list kept in one piece by an earlier version is taken up line by line', async () => {
  await anOpenStore();
  const former = `paper-${campaign_id}-${team_id}`;
  await keepDraft(former, { head: { by: 'li', on: '2026-11-20' }, lines: [{ ...aLine(1), key: 'a' }] });

  const sheet = opened();
  await sheet.read;

  expect(doors(sheet)).toEqual(['301']);
  expect(sheet.head.value.by).toBe('li');
  expect(sheet.lines.value).toMatchObject([{ by: 'li', on: '2026-11-20' }]);
  expect(await loadDraft(former)).toBeNull();
});

test('who and when that were chosen without a line are not kept for a later visit', async () => {
  await anOpenStore();
  await opened().say({ by: 'li', on: '2026-11-20' });

  const again = opened();
  await again.read;

  expect(again.head.value).toEqual(fresh);
});

test('a line keeps the day under which it was typed, whoever opens the page later', async () => {
  await anOpenStore();
  const sheet = opened();
  await sheet.say({ by: 'li' });
  await sheet.add(aLine(1));

  const again = openSheet(campaign_id, team_id, { by: '', on: '2026-11-30' });
  await again.read;

  expect(again.head.value).toEqual({ by: 'li', on: '2026-11-27' });
});

test('a line typed on a day that nobody said keeps that day', async () => {
  await anOpenStore();
  await opened().add(aLine(1));

  const again = openSheet(campaign_id, team_id, { by: '', on: '2026-11-30' });
  await again.read;

  expect(again.head.value.on).toBe('2026-11-27');
});
