import 'fake-indexeddb/auto';
import { cleanup, fireEvent, render, waitFor } from '@testing-library/preact';
import type { ComponentChild } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { setLanguage, t, type MessageKey } from '../../../messages';
import type { Card, Gone, SlicePage } from '../../../protocol';
import { doorOf, keepDraft, keptDrafts, loadDraft, outbox, save, SaveError, undo } from '../../../store';
import { setCurrentStore } from '../../../store/current';
import {
  aCard,
  aLedger,
  anOpenStore,
  aPage,
  aServer,
  aVisit,
  campaign_id,
  household,
  pulled,
  pushed,
  team_id,
} from '../../../store/makers';
import { pullAll } from '../../../sync/pull';
import { noTrouble, pushAll } from '../../../sync/push';
import { AddDoorScreen } from '../../add-door/AddDoorScreen';
import type { Resident, Visit } from '../../card/types';
import { Toasts } from '../../parts';
import { currentToast } from '../../parts/toasts';
import { UpdateBar } from '../../shell/UpdateBar';
import { waitingWorker } from '../../shell/worker';
import { lastSaved } from '../saved';
import { FactsForm, ResidentForm, VisitForm, VoidForm, WishForm } from '.';
import { formKey } from './keys';

const id = household(1);
const resident: Resident = {
  id: 'r1',
  name: '王',
  phone: '1',
  birth_year: 1950,
  relation: null,
  needs: [],
  note: null,
  status: null,
};
const visit: Visit = {
  ...{
    id: 'v1',
    outcome: 'met',
    at: 1_000,
    by: 'p1',
    by_name: '李',
    team_id,
    campaign_id,
    note: null,
    appointment: null,
  },
  ...{ answers: null, voided: null, after_wish: false, late: false, doubtful: false, counted: true },
};
let store: Awaited<ReturnType<typeof anOpenStore>>;
let pages = 0;

beforeEach(async () => {
  store = await anOpenStore();
  pages = 0;
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  setCurrentStore(null);
});

async function fetchEntries(...entries: readonly ({ card: Card } | { gone: Gone })[]): Promise<void> {
  const page: SlicePage = aPage({ cursor: `c${++pages}`, entries });
  await pullAll(aLedger(store), aServer(() => pulled([page])).transport, noTrouble(), () => undefined);
}

/** A form as it stands once the disk was asked for what was kept. */
async function opened(form: ComponentChild) {
  const page = render(<>{form}</>);
  const isReady = () => page.container.querySelector('[type=submit]')?.getAttribute('aria-disabled') !== 'true';
  const field = (label: MessageKey) => page.getByLabelText(t(label)) as HTMLInputElement;
  const submit = async () => {
    fireEvent.submit(page.container.querySelector('form') ?? page.container);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await waitFor(() => expect(isReady()).toBe(true));
  };
  await waitFor(() => expect(isReady()).toBe(true));
  return {
    title: () => page.container.querySelector('h1')?.textContent,
    valueOf: (label: MessageKey) => field(label).value,
    submit,
    says: (words: string) => page.container.textContent?.includes(words) === true,
    chosen: () => [...page.container.querySelectorAll<HTMLInputElement>('input:checked')].map(({ value }) => value),
    isOpen: () => page.container.querySelector('form') !== null,
    async type(label: MessageKey, value: string) {
      fireEvent.input(field(label), { target: { value } });
      await waitFor(() => expect(field(label).value).toBe(value));
    },
    /** Save is pressed, and once more where it is said that nothing was saved. */
    async save() {
      await submit();
      if (page.container.querySelector('.save-problem') !== null) await submit();
    },
  };
}

/** What is half typed is neither kept nor let go of any more, except in the transaction of a save. */
function nothingCanBeTidiedAway(): void {
  const write = store.db.write.bind(store.db);
  vi.spyOn(store.db, 'write').mockImplementation((stores, work) =>
    stores.join() === 'drafts' ? Promise.reject(new SaveError('full')) : write(stores, work),
  );
}

const sent = () => outbox.value.map(({ command }) => command);
const standing = () => doorOf(id)?.card.visits.filter(({ voided }) => voided === null) ?? [];

async function sendAll(): Promise<void> {
  const server = aServer((_, { commands }) => pushed(commands, { server_time: Date.now() }));
  await pushAll(aLedger(store), server.transport, noTrouble(), () => undefined);
}

/** A knock, and a note that is added to it later. When the knock was. */
async function aNoteAddedLater(note: string, meanwhile: () => Promise<void>): Promise<number | undefined> {
  vi.spyOn(Date, 'now').mockReturnValueOnce(1_000);
  const [instead = ''] = await save([aVisit()]);
  const [knock] = standing();
  await meanwhile();
  const page = await opened(<VisitForm params={{ id, outcome: 'not_home' }} query={{ instead }} />);
  await page.type('door.visit.note', note);
  await page.save();
  return knock?.at;
}

test.each([
  ['a visit', () => <VisitForm params={{ id, outcome: 'met' }} query={{}} />, 'record_visit'],
  [
    'a visit instead of another',
    () => <VisitForm params={{ id, outcome: 'met' }} query={{ instead: household(8) }} />,
    'record_visit',
  ],
  [
    'a door that stands in no list',
    () => <AddDoorScreen params={{}} query={{ building: household(900) }} />,
    'add_household',
  ],
] as const)('%s is saved once, though nothing after it succeeds', async (_, form, type) => {
  await fetchEntries({ card: aCard(1) });
  const page = await opened(form());
  if (type === 'add_household') await page.type('door.facts.door', '999');
  nothingCanBeTidiedAway();

  await page.save();

  expect(sent()).toMatchObject([{ type }]);
});

test.each([
  ['a wish that is unsent', 'door.reason', () => <WishForm params={{ id }} query={{}} />, 'core.undone'],
  ['a wish that the server has', 'door.reason', () => <WishForm params={{ id }} query={{}} />, 'core.undo.asked'],
  [
    'a new door that the server has',
    'door.facts.door',
    () => <AddDoorScreen params={{}} query={{ building: household(900) }} />,
    'core.undo.asked',
  ],
] as const)('%s is said to be undone only where it is', async (_, label, form, words) => {
  await fetchEntries({ card: aCard(1) });
  const page = await opened(form());
  await page.type(label, '1203');
  await page.save();
  if (words === 'core.undo.asked') await sendAll();

  fireEvent.click(render(<Toasts />).getByText(t('core.action.undo')));

  await waitFor(() => expect(currentToast.value?.text).toBe(t(words)));
});

test('a visit that is voided offers no undo: nothing takes a voiding back once the server has it', async () => {
  await fetchEntries({ card: aCard(1, { visits: [visit] }) });
  const page = await opened(<VoidForm params={{ id, visit: visit.id }} query={{}} />);
  await page.type('door.reason', '走错了门');

  await page.save();

  expect(currentToast.value?.text).toBe(t('door.saved', { door: '101', what: t('door.void.what') }));
  expect(currentToast.value?.undo).toBeUndefined();
});

test('an appointment that was half agreed on a day that is over asks for a day again', async () => {
  await fetchEntries({ card: aCard(1) });
  const value = { note: '', agreed: { on: '2020-01-02', from: '', to: '' }, gone: null };
  await keepDraft(formKey('visit', id, 'call_back'), { seen: 1, value });
  const page = await opened(<VisitForm params={{ id, outcome: 'call_back' }} query={{}} />);

  await page.submit();

  expect([page.says(t('door.appointment.day_missing')), sent()]).toEqual([true, []]);
});

test('the day on which a wish may be asked about again is shown, though it was chosen long ago', async () => {
  await fetchEntries({ card: aCard(1) });
  await keepDraft(formKey('wish', id), { seen: 1, value: { who: 'door', reason: '病了', review_on: '2031-01-02' } });

  const page = await opened(<WishForm params={{ id }} query={{}} />);

  expect(page.chosen()).toEqual(['door', '2031-01-02']);
});

test('more telephone numbers than a household may have are not saved: nothing of it would be taken', async () => {
  await fetchEntries({ card: aCard(1) });
  const page = await opened(<FactsForm params={{ id }} query={{}} />);
  await page.type('door.facts.phones', Array.from({ length: 11 }, (_, n) => String(138_000 + n)).join('\n'));

  await page.submit();

  expect([page.says(t('door.facts.phones_most')), sent()]).toEqual([true, []]);
});

test('a new door of no building is not saved: nothing of it would be taken', async () => {
  const page = await opened(<AddDoorScreen params={{}} query={{}} />);
  await page.type('door.facts.door', '1203');

  await page.submit();

  expect([page.says(t('door.add.no_building')), sent()]).toEqual([true, []]);
});

test('a phrase for which a note has no room is left out whole, and that is said', async () => {
  await setLanguage('zh-Hans');
  await fetchEntries({ card: aCard(1) });
  const page = await opened(<VisitForm params={{ id, outcome: 'not_home' }} query={{}} />);
  const full = '字'.repeat(3_999);
  await page.type('door.visit.note', full);

  fireEvent.click(document.querySelector('.phrases button') ?? document.body);

  expect([page.valueOf('door.visit.note'), currentToast.value?.text]).toEqual([full, t('door.phrase.full')]);
});

test.each([
  ['a form about a door', 'door.visit.note', () => <VisitForm params={{ id, outcome: 'met' }} query={{}} />],
  ['a new door', 'door.facts.name', () => <AddDoorScreen params={{}} query={{ building: household(900) }} />],
] as const)('a new version waits while %s is half typed, though that could not be kept', async (_, label, form) => {
  await fetchEntries({ card: aCard(1) });
  const postMessage = vi.fn();
  waitingWorker.value = { postMessage } as unknown as ServiceWorker;
  const bar = render(<UpdateBar />);
  const isOffered = () => bar.container.textContent !== '';
  const page = await opened(form());
  expect(isOffered()).toBe(true);
  nothingCanBeTidiedAway();
  await page.type(label, '要轮椅');
  await waitFor(() => expect(isOffered()).toBe(false));

  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden'); // a call comes in
  document.dispatchEvent(new Event('visibilitychange'));

  expect(postMessage).not.toHaveBeenCalled();
  waitingWorker.value = null;
});

test('a kept form that cannot be read is not written over by the one that is begun beside it', async () => {
  await fetchEntries({ card: aCard(1) });
  const key = formKey('visit', id, 'met');
  await keepDraft(key, { seen: 1, value: { note: '要轮椅' } });
  const read = store.db.read.bind(store.db);
  vi.spyOn(store.db, 'read').mockImplementation((stores, work) =>
    stores.join() === 'drafts' ? Promise.reject(new DOMException('', 'UnknownError')) : read(stores, work),
  );
  const page = await opened(<VisitForm params={{ id, outcome: 'met' }} query={{}} />);
  await page.type('door.visit.note', '要拐杖');
  await waitFor(() => expect(keptDrafts.value.size).toBe(2));
  vi.restoreAllMocks();

  await page.save();

  expect(sent()).toMatchObject([{ type: 'record_visit', note: '要拐杖' }]);
  expect(await loadDraft(key)).toMatchObject({ value: { note: '要轮椅' } });
  expect(keptDrafts.value.size).toBe(1);
});

test('a half-typed form goes with its save, and stays where that fails', async () => {
  await fetchEntries({ card: aCard(1) });
  const page = await opened(<VisitForm params={{ id, outcome: 'met' }} query={{}} />);
  await page.type('door.visit.note', '要轮椅');
  await waitFor(() => expect(keptDrafts.value.size).toBe(1));
  nothingCanBeTidiedAway();
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => {
    throw new DOMException('', 'QuotaExceededError');
  });

  await page.submit();
  expect(await loadDraft(formKey('visit', id, 'met'))).not.toBeNull();
  await page.submit();

  expect(sent()).toMatchObject([{ note: '要轮椅' }]);
  expect(await loadDraft(formKey('visit', id, 'met'))).toBeNull();
});

test('a visit instead of one that was undone meanwhile is recorded once', async () => {
  await fetchEntries({ card: aCard(1) });
  const [instead = ''] = await save([aVisit()]);
  const page = await opened(<VisitForm params={{ id, outcome: 'not_home' }} query={{ instead }} />);
  await undo([instead]);

  await page.save();

  expect(sent()).toMatchObject([{ type: 'record_visit' }]);
});

test.each([
  ['unsent', () => Promise.resolve(), ['record_visit']],
  ['sent', sendAll, ['record_visit', 'void_visit']],
] as const)('a note takes the place of a knock that is %s in one transaction, at its time', async (_, send, types) => {
  await fetchEntries({ card: aCard(1) });
  const write = vi.spyOn(store.db, 'write');
  const at = await aNoteAddedLater('下午再来', async () => {
    await send();
    write.mockClear();
  });

  expect(write.mock.calls.filter(([stores]) => stores.includes('outbox'))).toHaveLength(1);
  expect(sent().map(({ type }) => type)).toEqual(types);
  expect(standing()).toMatchObject([{ note: '下午再来', at }]);
});

test.each([
  ['unsent', () => Promise.resolve()],
  ['sent', sendAll],
])('a note that is undone gives back the knock that it was added to, which was %s', async (_, send) => {
  await fetchEntries({ card: aCard(1) });
  const at = await aNoteAddedLater('下午再来', send);
  await send();
  const write = vi.spyOn(store.db, 'write');

  await currentToast.value?.undo?.();

  expect(write.mock.calls.filter(([stores]) => stores.includes('outbox'))).toHaveLength(1);
  expect(standing()).toMatchObject([{ outcome: 'not_home', note: null, at }]);
  expect(lastSaved.value).toMatchObject({ ids: [standing()[0]?.id], outcome: 'not_home' });
});

test('a note that is added to another goes on from its words', async () => {
  await fetchEntries({ card: aCard(1) });
  const [instead = ''] = await save([aVisit({ note: '有狗' })]);

  const page = await opened(<VisitForm params={{ id, outcome: 'not_home' }} query={{ instead }} />);

  expect(page.valueOf('door.visit.note')).toBe('有狗');
});

test('a note that is undone brings back no knock that was voided before it', async () => {
  await fetchEntries({
    card: aCard(1, { visits: [{ ...visit, voided: { reason: '走错了门', by: 'p1', at: 2_000 } }] }),
  });
  const page = await opened(<VisitForm params={{ id, outcome: 'not_home' }} query={{ instead: visit.id }} />);
  await page.save();

  await currentToast.value?.undo?.();

  expect(standing()).toEqual([]);
});

test('where the knock cannot be taken back it is said that both stand', async () => {
  await fetchEntries({ card: aCard(1, { visits: [visit] }) });
  const page = await opened(<VisitForm params={{ id, outcome: 'not_home' }} query={{ instead: visit.id }} />);
  await page.save();

  expect(standing()).toHaveLength(2);
  expect(currentToast.value?.text).toBe(t('door.visit.both', { door: '101' }));
});

test('a form about somebody never turns into one that adds somebody', async () => {
  await fetchEntries({ card: aCard(1, { residents: [resident] }) });
  const page = await opened(<ResidentForm params={{ id, resident: resident.id }} query={{}} />);
  await page.type('door.people.name', '王淑珍');

  await fetchEntries({ card: aCard(1, { version: 2 }) }); // they live next door

  expect([page.title(), page.valueOf('door.people.name')]).toEqual([t('door.people.correct'), '王淑珍']);
  await page.save();
  expect(sent()).toMatchObject([{ type: 'correct_resident', resident_id: resident.id, fields: { name: '王淑珍' } }]);
});

test('what is known of somebody without a name is corrected without one', async () => {
  await fetchEntries({ card: aCard(1, { residents: [{ ...resident, name: null }] }) });
  const page = await opened(<ResidentForm params={{ id, resident: resident.id }} query={{}} />);
  await page.type('door.people.phone', '139');

  await page.save();

  expect(sent()).toMatchObject([{ type: 'correct_resident', fields: { phone: '139' } }]);
});

test('an address is corrected in the building that the form showed', async () => {
  const card = aCard(1, { version: 2 });
  await fetchEntries({ card: aCard(1) });
  const page = await opened(<FactsForm params={{ id }} query={{}} />);
  await page.type('door.facts.door', '1204');

  await fetchEntries({ card: { ...card, household: { ...card.household, building_id: household(901) } } });
  await page.save();

  expect(sent()).toMatchObject([{ fields: { address: { building_id: household(900), door: '1204' } } }]);
});

test('what is being typed stays on the screen though its door goes to another team', async () => {
  await fetchEntries({ card: aCard(1) });
  const page = await opened(<VisitForm params={{ id, outcome: 'met' }} query={{}} />);
  await page.type('door.visit.note', '要轮椅');

  await fetchEntries({ gone: { household_id: id, version: 2, reason: 'reassigned', to: household(77) } });

  expect(page.valueOf('door.visit.note')).toBe('要轮椅');
  await page.save();
  expect(sent()).toMatchObject([{ household_id: id, note: '要轮椅' }]);
});

test('what is being typed about people who are erased leaves the screen', async () => {
  await fetchEntries({ card: aCard(1) });
  const page = await opened(<VisitForm params={{ id, outcome: 'met' }} query={{}} />);

  await fetchEntries({ gone: { household_id: id, version: 2, reason: 'erased' } });

  await waitFor(() => expect(page.isOpen()).toBe(false));
});

test('a form stays open though what it is about stands on the card no more', async () => {
  await fetchEntries({ card: aCard(1, { visits: [visit] }) });
  const page = await opened(<VoidForm params={{ id, visit: visit.id }} query={{}} />);
  await page.type('door.reason', '走错了门');

  await fetchEntries({ card: aCard(1, { version: 2 }) });
  await page.save();

  expect(sent()).toMatchObject([{ type: 'void_visit', visit_id: visit.id, reason: '走错了门' }]);
});

test('facts that were opened before a join go on under the id and with the version that they were opened with', async () => {
  const [former, root] = [household(2), household(1)];
  await fetchEntries({ card: aCard(2, { version: 3 }) });
  const page = await opened(<FactsForm params={{ id: former }} query={{}} />);
  const card = aCard(1, { version: 7 });

  await fetchEntries(
    { gone: { household_id: former, version: 4, reason: 'merged', to: root } },
    { card: { ...card, household: { ...card.household, aliases: [former] } } },
  );
  await page.type('door.facts.name', '新');
  await page.save();

  expect(sent()).toMatchObject([{ household_id: former, seen: 3, fields: { name: '新' } }]);
});
