import 'fake-indexeddb/auto';
import { cleanup, fireEvent, render, waitFor } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { t } from '../../messages';
import { outbox, UndoneInPart } from '../../store';
import { setCurrentStore } from '../../store/current';
import { anOpenStore, campaign_id, household, team_id } from '../../store/makers';
import { sayDate } from '../board/words';
import { closeToast, currentToast } from '../parts/toasts';
import { openForms } from '../update';
import { aDoor } from './makers';
import { openSheet } from './sheet';
import { TypePage } from './TypePage';

afterEach(() => {
  cleanup();
  closeToast();
  vi.unstubAllGlobals();
  setCurrentStore(null);
});

const on = '2020-01-02';
const people = ['李', '王'].map((name) => ({ id: name, name, role: 'member' as const, ended_at: null }));
const doors = [1, 2].map((n) => aDoor({ household_id: household(n), door: String(100 + n) }));
const building = { id: household(900), name: '5号楼', area: 'a', entrances: [{ name: '1单元', doors }] };
const list = { campaign: { id: campaign_id, name: 'c' }, team: null, as_of: 1, door_count: 2, buildings: [building] };

/** The office's answers; what was typed is told to it, which takes until it answers. */
function anOffice(): { answers: () => void } {
  const slow: (() => void)[] = [];
  vi.stubGlobal('fetch', (path: string) => {
    if (!path.includes('typed-visits'))
      return Promise.resolve(Response.json(path.includes('walk-list') ? list : { buildings: [] }));
    return new Promise((resolve) => slow.push(() => resolve(Response.json({}))));
  });
  return { answers: () => slow.forEach((answer) => answer()) };
}

/** The page with lines that were typed before, of knocks of 李's. */
async function opened(knocked = doors.slice(0, 1)) {
  const { db } = await anOpenStore();
  const kept = openSheet(campaign_id, team_id, { by: '李', on });
  for (const door of knocked) await kept.add({ door, outcome: 'met', time: '10:00', note: '' });
  const teams = [{ id: team_id, name: 't', members: people }];
  const page = render(<TypePage campaign={campaign_id} teams={teams} withTeam={false} />);
  const find = <T extends HTMLElement>(selector: string) => page.container.querySelector<T>(selector);
  await waitFor(() => expect(find('#paper-door')).not.toBeNull());
  return {
    db,
    box: (name: 'door' | 'time' | 'note') => find<HTMLInputElement>(`#paper-${name}`),
    type(name: 'door' | 'time' | 'note', value: string) {
      fireEvent.input(find(`#paper-${name}`) ?? page.container, { target: { value } });
    },
    rows: () => [...page.container.querySelectorAll('tbody tr')].map((row) => row.textContent ?? ''),
    isOf: (who: string) => fireEvent.change(page.getByLabelText(t('rolls.paper.who')), { target: { value: who } }),
    isOn: (day: string) => fireEvent.input(page.getByLabelText(t('rolls.paper.on')), { target: { value: day } }),
    press: (words: string) => fireEvent.click(page.getByText(words)),
    save: () => fireEvent.click(find('.between button') ?? page.container),
  };
}

const aMoment = () => new Promise((resolve) => setTimeout(resolve, 100));

test('a line that is half typed while those before it are being sent is still there when they are', async () => {
  const office = anOffice();
  const page = await opened();
  page.save();
  await waitFor(() => expect(outbox.value).toHaveLength(1));

  page.type('door', '102');
  page.type('note', '奶奶要轮椅');
  office.answers();
  await aMoment();

  expect([page.box('door')?.value, page.box('note')?.value]).toEqual(['102', '奶奶要轮椅']);
});

test('while a line is half typed a new version of the app waits', async () => {
  const office = anOffice();
  const page = await opened();
  page.save();
  office.answers();
  await waitFor(() => expect(openForms.value).toBe(0));

  page.type('door', '102');

  await waitFor(() => expect(openForms.value).toBe(1));
});

test('who is said to knock next leaves the lines that are there to who knocked them, unless all are said to be of one', async () => {
  anOffice();
  const page = await opened();
  page.isOf('王');
  page.isOn('');
  await aMoment();
  expect(page.rows()).toEqual([expect.stringContaining('李')]);

  page.isOn(on);
  await aMoment();
  page.press(t('rolls.type.all_by', { name: '王', on: sayDate(on) }));

  await waitFor(() => expect(page.rows()).toEqual([expect.stringContaining('王')]));
});

test('a save that is undone gives back the lines that were typed', async () => {
  const office = anOffice();
  const page = await opened();
  page.save();
  await waitFor(() => expect(outbox.value).toHaveLength(1));
  office.answers();
  await waitFor(() => expect(currentToast.value?.undo).toBeDefined());
  expect(page.rows()).toEqual([]);

  await currentToast.value?.undo?.();

  expect(outbox.value).toEqual([]);
  await waitFor(() => expect(page.rows()).toEqual([expect.stringContaining('李')]));
});

test('a save of which only a part can be undone gives back the lines of that part', async () => {
  const office = anOffice();
  const page = await opened(doors);
  page.save();
  await waitFor(() => expect(outbox.value).toHaveLength(2));
  office.answers();
  await waitFor(() => expect(currentToast.value?.undo).toBeDefined());
  const n = outbox.value[0]?.command.n ?? 0; // of people who were erased: the phone keeps nothing of it
  await page.db.write(['outbox'], (tx) => tx.objectStore('outbox').delete(n));

  await expect(Promise.resolve(currentToast.value?.undo?.())).rejects.toThrow(UndoneInPart);

  await waitFor(() => expect(page.rows()).toEqual([expect.stringContaining('102')]));
});
